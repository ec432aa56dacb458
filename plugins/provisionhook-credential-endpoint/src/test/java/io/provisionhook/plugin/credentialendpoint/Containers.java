package io.provisionhook.plugin.credentialendpoint;

import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Starts nothing, and what it did not start never ends.
 *
 * @param sharesLoopback whether workspaces have the loopback of this machine
 */
record Containers(boolean sharesLoopback) implements WorkspaceRuntime {

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) {
		return new CompletableFuture<>();
	}

	@Override
	public void stop(String workspaceId, long generation) {
	}

	@Override
	public boolean isRunning(String workspaceId) {
		return false;
	}

	@Override
	public InputStream log(String workspaceId) {
		return InputStream.nullInputStream();
	}

}
