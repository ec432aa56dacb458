package io.provisionhook.workspace;

/**
 * There is no workspace of the id that was asked for.
 *
 * @since 0.1.0
 */
public final class WorkspaceNotFoundException extends RuntimeException {

	private final String workspaceId;

	WorkspaceNotFoundException(String workspaceId) {
		super("There is no workspace '" + workspaceId + "'");
		this.workspaceId = workspaceId;
	}

	/**
	 * Return the id that was asked for.
	 * @return the id
	 */
	public String getWorkspaceId() {
		return this.workspaceId;
	}

}
