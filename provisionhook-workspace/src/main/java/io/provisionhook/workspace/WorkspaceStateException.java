package io.provisionhook.workspace;

import io.provisionhook.internal.PrintableText;

/**
 * A workspace is in a state in which it can't do what was asked.
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
	 * Return the state in which the workspace was.
	 * @return the state
	 */
	public WorkspaceState getState() {
		return this.state;
	}

}
