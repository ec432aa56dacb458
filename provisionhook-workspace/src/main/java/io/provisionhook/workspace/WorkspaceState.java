package io.provisionhook.workspace;

/**
 * Where a workspace is in its life.
 *
 * @since 0.1.0
 */
public enum WorkspaceState {

	/**
	 * Its environment is being made; nothing has been started yet.
	 */
	PROVISIONING,

	/**
	 * The runtime has started it.
	 */
	RUNNING,

	/**
	 * It was stopped, or ended by itself without an error.
	 */
	STOPPED,

	/**
	 * It could not be started, or ended with an error;
	 * {@link Workspace#lastSampleError()} says why.
	 */
	FAILED;

	/**
	 * Return whether nothing of the workspace runs or is going to.
	 * @return whether it was stopped, has ended or failed
	 */
	public boolean isEnded() {
		return this == STOPPED || this == FAILED;
	}

}
