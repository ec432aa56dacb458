package io.provisionhook.workspace;

/**
 * State of a workspace.
 *
 * @since 0.1.0
 */
public enum WorkspaceState {

	/**
	 * Its environment is being assembled; it has not been started yet.
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
	 * {@link Workspace#lastSampleError()} contains the cause.
	 */
	FAILED;

	/**
	 * Return whether the workspace neither runs nor is being provisioned.
	 * @return whether it is stopped or failed
	 */
	public boolean isEnded() {
		return this == STOPPED || this == FAILED;
	}

}
