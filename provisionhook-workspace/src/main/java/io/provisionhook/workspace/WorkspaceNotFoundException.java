package io.provisionhook.workspace;

import io.provisionhook.internal.PrintableText;

/**
 * There is no workspace of the id that was asked for.
 *
 * @since 0.1.0
 */
public final class WorkspaceNotFoundException extends RuntimeException {

	private final String workspaceId;

	WorkspaceNotFoundException(String workspaceId) {
		super("There is no workspace '" + PrintableText.of(workspaceId) + "'");
		this.workspaceId = workspaceId;
	}

	/**
	 * Return the id that was asked for.
	 * @return the id, which may hold anything
	 */
	public String getWorkspaceId() {
		return this.workspaceId;
	}

}
