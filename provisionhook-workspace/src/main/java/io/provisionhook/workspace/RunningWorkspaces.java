package io.provisionhook.workspace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.runtime.WorkspaceExit;

/**
 * Waits for the end of the workspaces that run, and until then knows what must not be
 * said about them. Thread-safe.
 */
final class RunningWorkspaces {

	/**
	 * The number of credentials of a workspace that are remembered.
	 */
	static final int MOST_CREDENTIALS = 500;

	private final WorkspaceRecords records;

	private final BiConsumer<Workspace, WorkspaceExit> onExit;

	private final ConcurrentMap<String, Watched> watched = new ConcurrentHashMap<>();

	RunningWorkspaces(WorkspaceRecords records, BiConsumer<Workspace, WorkspaceExit> onExit) {
		this.records = records;
		this.onExit = onExit;
	}

	/**
	 * Know a workspace from before it is started.
	 * @param running the record to come
	 * @param redactor takes the workspace's secrets out
	 */
	void expect(Workspace running, SecretRedactor redactor) {
		this.watched.put(running.id(), new Watched(running, redactor, true));
	}

	/**
	 * Know a workspace that an earlier host application has started.
	 * @param running its record
	 * @param redactor takes the secrets out that are known
	 */
	void expectAdopted(Workspace running, SecretRedactor redactor) {
		this.watched.put(running.id(), new Watched(running, redactor, false));
	}

	/**
	 * Take another secret of a workspace out from now on.
	 * @param workspaceId the id of the workspace
	 * @param secret the secret
	 */
	void redact(String workspaceId, String secret) {
		Watched watch = this.watched.get(workspaceId);
		if (watch != null) {
			watch.redact(secret);
		}
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
	 * @return the message without the workspace's secrets; if they may not all be known,
	 * only the name of the failure's class
	 */
	String describe(String workspaceId, Throwable failure) {
		Watched watch = this.watched.get(workspaceId);
		return (watch != null && watch.knowsAll) ? watch.redactor.describe(failure)
				: PrintableText.nameOf(failure.getClass());
	}

	/**
	 * Return what can be logged of a failure of a workspace that runs.
	 * @param workspaceId the id of the workspace
	 * @param failure the failure
	 * @return the failure without the workspace's secrets; {@code null} if they may not
	 * all be known
	 */
	@Nullable Exception redact(String workspaceId, Throwable failure) {
		Watched watch = this.watched.get(workspaceId);
		return (watch != null && watch.knowsAll) ? watch.redactor.redact(failure) : null;
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
	 *
	 * @param running its record
	 * @param redactor takes its secrets out
	 * @param knowsAll whether the redactor knows all that it had when it was started
	 * @param credentials those that it was given since
	 */
	private record Watched(Workspace running, SecretRedactor redactor, boolean knowsAll, Deque<String> credentials) {

		Watched(Workspace running, SecretRedactor redactor, boolean knowsAll) {
			this(running, redactor, knowsAll, new ArrayDeque<>());
		}

		// One that lives long is given many, and a hostile one asks for many
		void redact(String credential) {
			synchronized (this.credentials) {
				if (this.redactor.add(credential)) {
					this.credentials.add(credential);
				}
				if (this.credentials.size() > MOST_CREDENTIALS) {
					this.redactor.remove(this.credentials.remove());
				}
			}
		}

	}

}
