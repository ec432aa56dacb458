package io.provisionhook.plugin.credentialendpoint;

import java.util.Optional;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceNotFoundException;
import io.provisionhook.workspace.WorkspaceState;

/**
 * The workspaces of the handler that are alive.
 */
final class HandlerWorkspaces implements LiveWorkspaces {

	private final WorkspaceHandler handler;

	HandlerWorkspaces(WorkspaceHandler handler) {
		this.handler = handler;
	}

	@Override
	public Optional<WorkspaceRequest> find(String workspaceId, long generation) {
		try {
			Workspace workspace = this.handler.get(workspaceId);
			boolean alive = workspace.state() == WorkspaceState.PROVISIONING
					|| workspace.state() == WorkspaceState.RUNNING;
			return (alive && workspace.generation() == generation) ? Optional.of(workspace.request())
					: Optional.empty();
		}
		catch (WorkspaceNotFoundException ex) {
			return Optional.empty();
		}
	}

	@Override
	public void redact(String workspaceId, String secret) {
		this.handler.redact(workspaceId, secret);
	}

}
