package io.provisionhook.runtime.docker;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.provisionhook.workspace.WorkspaceExit;

/**
 * The containers whose end somebody waits for. What they do about it is run by other
 * threads, so that it delays nothing here. Thread-safe.
 */
final class WatchedContainers {

	private final Map<String, Watched> watched = new ConcurrentHashMap<>();

	private final Executor executor;

	WatchedContainers(Executor executor) {
		this.executor = executor;
	}

	CompletableFuture<WorkspaceExit> add(String containerId, String workspaceId) {
		return this.watched.computeIfAbsent(containerId, (id) -> new Watched(workspaceId, new CompletableFuture<>()))
			.exit();
	}

	void remove(String containerId) {
		this.watched.remove(containerId);
	}

	boolean contains(String containerId) {
		return this.watched.containsKey(containerId);
	}

	boolean hasWorkspace(String workspaceId) {
		return this.watched.values().stream().anyMatch((container) -> container.workspaceId().equals(workspaceId));
	}

	Set<String> ids() {
		return Set.copyOf(this.watched.keySet());
	}

	boolean isEmpty() {
		return this.watched.isEmpty();
	}

	void clear() {
		this.watched.clear();
	}

	void ended(String containerId, WorkspaceExit exit) {
		settle(containerId, (container) -> container.exit().complete(exit));
	}

	void gone(String containerId) {
		settle(containerId, (container) -> container.exit()
			.completeExceptionally(new DockerEngineException("container " + Containers.nameOf(container.workspaceId())
					+ " was removed, so nobody knows how it ended")));
	}

	private void settle(String containerId, Consumer<Watched> settlement) {
		Watched container = this.watched.remove(containerId);
		if (container != null) {
			this.executor.execute(() -> settlement.accept(container));
		}
	}

	private record Watched(String workspaceId, CompletableFuture<WorkspaceExit> exit) {
	}

}
