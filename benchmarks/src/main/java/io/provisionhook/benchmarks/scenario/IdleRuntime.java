package io.provisionhook.benchmarks.scenario;

import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Starts nothing, and keeps what it would have started.
 */
final class IdleRuntime implements WorkspaceRuntime {

	private final Map<String, CompletableFuture<WorkspaceExit>> running = new ConcurrentHashMap<>();

	private final BlockingQueue<WorkspaceLaunch> launches = new LinkedBlockingQueue<>();

	BlockingQueue<WorkspaceLaunch> launches() {
		return this.launches;
	}

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) {
		CompletableFuture<WorkspaceExit> exit = new CompletableFuture<>();
		this.running.put(launch.workspaceId(), exit);
		this.launches.add(launch);
		return exit;
	}

	@Override
	public void stop(String workspaceId, long generation) {
		CompletableFuture<WorkspaceExit> exit = this.running.remove(workspaceId);
		if (exit != null) {
			exit.complete(new WorkspaceExit(0));
		}
	}

	@Override
	public boolean isRunning(String workspaceId) {
		return this.running.containsKey(workspaceId);
	}

	@Override
	public InputStream log(String workspaceId) {
		return InputStream.nullInputStream();
	}

}
