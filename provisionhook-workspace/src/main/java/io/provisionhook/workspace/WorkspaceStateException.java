package io.provisionhook.workspace;

import io.provisionhook.internal.PrintableText;

/**
 * Thrown if the state of a workspace does not allow the requested operation.
 *
 * @since 0.1.0
 */
public final class WorkspaceStateException extends RuntimeException {

	private final String workspaceId;

	private final WorkspaceState state;

	WorkspaceStateException(Workspace workspace, String action) {
		super("Workspace '" + PrintableText.of(workspace.id()) + "' is " + workspace.state() + " and can't be "
				+ action);
		this.workspaceId = workspace.id();
		this.state = workspace.state();
	}

	/**
	 * Return the id of the workspace.
	 * @return the id
	 */
	public String getWorkspaceId() {
		return this.workspaceId;
	}

	/**
	 * Return the state of the workspace at the time of the request.
	 * @return the state
	 */
	public WorkspaceState getState() {
		return this.state;
	}

}
