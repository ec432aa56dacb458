package io.provisionhook.benchmarks.scenario;

import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Sleeps instead of starting a workspace, and adopts whatever it is asked to.
 */
final class SleepingRuntime implements WorkspaceRuntime {

	private final Map<String, CompletableFuture<WorkspaceExit>> running = new ConcurrentHashMap<>();

	private final Duration start;

	SleepingRuntime(Duration start) {
		this.start = start;
	}

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) throws InterruptedException {
		Thread.sleep(this.start.toMillis());
		return exit(launch.workspaceId());
	}

	private CompletionStage<WorkspaceExit> exit(String id) {
		return this.running.computeIfAbsent(id, (key) -> new CompletableFuture<>());
	}

	@Override
	public void stop(String workspaceId, long generation) {
		CompletableFuture<WorkspaceExit> exit = this.running.remove(workspaceId);
		if (exit != null) {
			exit.complete(new WorkspaceExit(0));
		}
	}

	@Override
	public boolean outlivesHost() {
		return true;
	}

	@Override
	public Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, long generation,
			SecretRedactor redactor) {
		return Optional.of(exit(workspaceId));
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
