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
 * The workspaces that this host application runs: waits for their exit, and until then
 * redacts their secrets. Thread-safe.
 */
final class RunningWorkspaces {

	/**
	 * The maximum number of credentials of a workspace that are redacted.
	 */
	static final int MAX_CREDENTIALS = 500;

	private final WorkspaceRecords records;

	private final BiConsumer<Workspace, WorkspaceExit> onExit;

	private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

	RunningWorkspaces(WorkspaceRecords records, BiConsumer<Workspace, WorkspaceExit> onExit) {
		this.records = records;
		this.onExit = onExit;
	}

	/**
	 * Register a workspace before it is started.
	 * @param running the future record
	 * @param redactor redacts the secrets of the workspace
	 */
	void register(Workspace running, SecretRedactor redactor) {
		this.entries.put(running.id(), new Entry(running, redactor, true));
	}

	/**
	 * Register a workspace that an earlier host application has started.
	 * @param running its record
	 * @param redactor redacts the secrets of the workspace that are known
	 */
	void registerAdopted(Workspace running, SecretRedactor redactor) {
		this.entries.put(running.id(), new Entry(running, redactor, false));
	}

	/**
	 * Redact another secret of a workspace from now on.
	 * @param workspaceId the id of the workspace
	 * @param secret the secret
	 */
	void redact(String workspaceId, String secret) {
		Entry entry = this.entries.get(workspaceId);
		if (entry != null) {
			entry.redact(secret);
		}
	}

	/**
	 * Remove a workspace.
	 * @param running the record by which it was registered
	 */
	void remove(Workspace running) {
		this.entries.computeIfPresent(running.id(),
				(id, entry) -> (entry.running.version() == running.version()) ? null : entry);
	}

	/**
	 * Wait, without blocking, for the exit of a registered workspace.
	 * @param running its record
	 * @param exit completed when it has ended
	 */
	void awaitExit(Workspace running, CompletionStage<WorkspaceExit> exit) {
		exit.thenAccept((ended) -> this.onExit.accept(running, ended)).exceptionally((ex) -> {
			this.records.fail(running, "exit: " + describe(running.id(), causeOf(ex)));
			return null;
		}).thenRun(() -> remove(running));
	}

	boolean contains(String workspaceId) {
		return this.entries.containsKey(workspaceId);
	}

	/**
	 * Describe a failure of a running workspace in one line.
	 * @param workspaceId the id of the workspace
	 * @param failure the failure
	 * @return the redacted message; only the name of the class if not all secrets of the
	 * workspace are known
	 */
	String describe(String workspaceId, Throwable failure) {
		Entry entry = this.entries.get(workspaceId);
		return (entry != null && entry.knowsAllSecrets) ? entry.redactor.describe(failure)
				: PrintableText.nameOf(failure.getClass());
	}

	/**
	 * Redact a failure of a running workspace.
	 * @param workspaceId the id of the workspace
	 * @param failure the failure
	 * @return the redacted failure; {@code null} if not all secrets of the workspace are
	 * known
	 */
	@Nullable Exception redact(String workspaceId, Throwable failure) {
		Entry entry = this.entries.get(workspaceId);
		return (entry != null && entry.knowsAllSecrets) ? entry.redactor.redact(failure) : null;
	}

	/**
	 * Unwrap the failure of a completion stage.
	 * @param failure the failure
	 * @return the failure without a {@link CompletionException} around it
	 */
	static Throwable causeOf(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : null;
		return (cause != null) ? cause : failure;
	}

	/**
	 * A running workspace.
	 *
	 * @param running its record
	 * @param redactor redacts its secrets
	 * @param knowsAllSecrets whether the redactor knows all secrets of its environment
	 * @param credentials the credentials that it has received while it runs
	 */
	private record Entry(Workspace running, SecretRedactor redactor, boolean knowsAllSecrets,
			Deque<String> credentials) {

		Entry(Workspace running, SecretRedactor redactor, boolean knowsAllSecrets) {
			this(running, redactor, knowsAllSecrets, new ArrayDeque<>());
		}

		// A long or hostile run may ask for any number of credentials
		void redact(String credential) {
			synchronized (this.credentials) {
				if (this.redactor.add(credential)) {
					this.credentials.add(credential);
				}
				if (this.credentials.size() > MAX_CREDENTIALS) {
					this.redactor.remove(this.credentials.remove());
				}
			}
		}

	}

}
