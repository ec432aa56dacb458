package io.provisionhook.integration.runtime;

import io.provisionhook.workspace.WorkspaceState;

/**
 * The record of a workspace, as a host tells of it.
 *
 * @param id the id
 * @param state the state
 * @param error why it failed; "null" if it did not
 */
record Observed(String id, WorkspaceState state, String error) {

	boolean hasRun() {
		return this.state == WorkspaceState.RUNNING || this.error.startsWith("exit");
	}

}
