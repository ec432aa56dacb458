package io.provisionhook.workspace.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The end of a started workspace. Immutable.
 *
 * @param code the exit code; 0 if the workspace has succeeded
 * @param reason the reason of a failure if there is more than the code, such as
 * {@code out of memory}; it is recorded instead of the code, and must not contain
 * secrets. {@code null} if there is none
 * @since 0.1.0
 */
public record WorkspaceExit(int code, @Nullable String reason) {

	/**
	 * Create an exit without a reason.
	 * @param code the exit code
	 */
	public WorkspaceExit(int code) {
		this(code, null);
	}

}
