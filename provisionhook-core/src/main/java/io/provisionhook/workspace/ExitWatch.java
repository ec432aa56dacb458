package io.provisionhook.workspace;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.provisionhook.redaction.SecretRedactor;

/**
 * Waits for the end of the workspaces that run, and until then knows what must not be
 * said about them. Thread-safe.
 */
final class ExitWatch {

	private final WorkspaceRecords records;

	private final BiConsumer<Workspace, WorkspaceExit> onExit;

	private final ConcurrentMap<String, Watched> watched = new ConcurrentHashMap<>();

	ExitWatch(WorkspaceRecords records, BiConsumer<Workspace, WorkspaceExit> onExit) {
		this.records = records;
		this.onExit = onExit;
	}

	/**
	 * Know a workspace from before it is recorded as running.
	 * @param running the record to come
	 * @param redactor takes the workspace's secrets out; {@code null} if they are not
	 * known
	 */
	void expect(Workspace running, @Nullable SecretRedactor redactor) {
		this.watched.put(running.id(), new Watched(running, redactor));
	}

	/**
	 * Know a workspace no more.
	 * @param running the record by which it was expected
	 */
	void forget(Workspace running) {
		this.watched.computeIfPresent(running.id(),
				(id, watch) -> (watch.running.version() == running.version()) ? null : watch);
	}

	/**
	 * Wait for the end of a workspace that was expected.
	 * @param running its record
	 * @param exit completed when it has ended
	 */
	void await(Workspace running, CompletionStage<WorkspaceExit> exit) {
		exit.thenAccept((ended) -> this.onExit.accept(running, ended)).exceptionally((ex) -> {
			this.records.fail(running, "exit: " + describe(running.id(), causeOf(ex)));
			return null;
		}).thenRun(() -> forget(running));
	}

	boolean isWatching(String workspaceId) {
		return this.watched.containsKey(workspaceId);
	}

	/**
	 * Say in one line what failed about a workspace that runs.
	 * @param workspaceId the id of the workspace
	 * @param failure the failure
	 * @return the message without the workspace's secrets; if they are not known, only
	 * the name of the failure's class
	 */
	String describe(String workspaceId, Throwable failure) {
		Watched watch = this.watched.get(workspaceId);
		return (watch != null && watch.redactor != null) ? watch.redactor.describe(failure)
				: failure.getClass().getSimpleName();
	}

	/**
	 * Return what failed, without what the JDK wraps around it on its way.
	 * @param failure the failure of a completion stage
	 * @return the failure itself
	 */
	static Throwable causeOf(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : null;
		return (cause != null) ? cause : failure;
	}

	/**
	 * A workspace that runs.
	 */
	private record Watched(Workspace running, @Nullable SecretRedactor redactor) {
	}

}
