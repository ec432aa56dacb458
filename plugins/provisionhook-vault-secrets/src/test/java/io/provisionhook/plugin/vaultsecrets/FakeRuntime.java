package io.provisionhook.plugin.vaultsecrets;

import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Runtime without processes, whose workspaces end on request.
 */
final class FakeRuntime implements WorkspaceRuntime {

	private final Map<String, CompletableFuture<WorkspaceExit>> running = new ConcurrentHashMap<>();

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) {
		CompletableFuture<WorkspaceExit> exit = new CompletableFuture<>();
		this.running.put(launch.workspaceId(), exit);
		return exit;
	}

	@Override
	public void stop(String workspaceId, long generation) {
		exit(workspaceId, 143);
	}

	void exit(String workspaceId, int code) {
		CompletableFuture<WorkspaceExit> exit = this.running.remove(workspaceId);
		if (exit != null) {
			exit.complete(new WorkspaceExit(code));
		}
	}

	@Override
	public boolean isRunning(String workspaceId) {
		return this.running.containsKey(workspaceId);
	}

	@Override
	public boolean outlivesHost() {
		return true;
	}

	@Override
	public InputStream log(String workspaceId) {
		return InputStream.nullInputStream();
	}

}
