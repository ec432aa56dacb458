package io.provisionhook.workspace.test;

import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Remembers what it was asked to start.
 */
public final class FakeRuntime implements WorkspaceRuntime {

	public final List<WorkspaceLaunch> launches = new CopyOnWriteArrayList<>();

	public volatile boolean outlivesHost;

	public volatile boolean unreachable;

	public volatile Runnable whileStarting = () -> {
	};

	public volatile Runnable beforeStop = () -> {
	};

	private final ConcurrentMap<String, CompletableFuture<WorkspaceExit>> running = new ConcurrentHashMap<>();

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) {
		this.whileStarting.run();
		this.launches.add(launch);
		return left(launch.workspaceId());
	}

	public CompletionStage<WorkspaceExit> left(String workspaceId) {
		CompletableFuture<WorkspaceExit> exit = new CompletableFuture<>();
		this.running.put(workspaceId, exit);
		return exit;
	}

	public void exit(String workspaceId, int code) {
		Objects.requireNonNull(this.running.remove(workspaceId)).complete(new WorkspaceExit(code));
	}

	@Override
	public void stop(String workspaceId, long generation) {
		this.beforeStop.run();
		CompletableFuture<WorkspaceExit> exit = this.running.remove(workspaceId);
		if (exit != null) {
			exit.complete(new WorkspaceExit(143));
		}
	}

	@Override
	public boolean isRunning(String workspaceId) {
		return this.running.containsKey(workspaceId);
	}

	@Override
	public boolean outlivesHost() {
		return this.outlivesHost;
	}

	@Override
	public Set<String> workspaceIds() {
		if (this.unreachable) {
			throw new IllegalStateException("no engine");
		}
		return Set.copyOf(this.running.keySet());
	}

	@Override
	public Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, long generation,
			SecretRedactor redactor) {
		if (this.unreachable) {
			throw new IllegalStateException("no engine");
		}
		return Optional.ofNullable(this.running.get(workspaceId));
	}

	@Override
	public InputStream log(String workspaceId) {
		return InputStream.nullInputStream();
	}

}
