package io.provisionhook.workspace.runtime;

import org.jspecify.annotations.Nullable;

/**
 * How a started workspace ended. Immutable.
 *
 * @param code the exit code; 0 if all is well
 * @param reason what is known besides the code of a workspace that failed, such as
 * {@code out of memory}; it is recorded instead of the code, and holds no secrets.
 * {@code null} if nothing is known
 * @since 0.1.0
 */
public record WorkspaceExit(int code, @Nullable String reason) {

	/**
	 * Create an exit of which nothing but the code is known.
	 * @param code the exit code
	 */
	public WorkspaceExit(int code) {
		this(code, null);
	}

}
