package io.provisionhook.workspace;

import io.provisionhook.internal.PrintableText;

/**
 * Thrown if there is no workspace with the requested id.
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
	 * Return the requested id.
	 * @return the id, which may contain any characters
	 */
	public String getWorkspaceId() {
		return this.workspaceId;
	}

}
