package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.IsolatedThreads;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.Workspace.Run;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * The workspaces that this host application runs. Redacts their secrets until their exit,
 * stops them, and records their ends: a workspace that ends while it is being stopped is
 * recorded as stopped, whatever its exit code is. Thread-safe.
 */
final class RunningWorkspaces {

	/**
	 * The maximum number of credentials of a workspace that are redacted.
	 */
	static final int MAX_CREDENTIALS = 500;

	private static final Logger logger = System.getLogger(RunningWorkspaces.class.getName());

	private static final long STOP_SECONDS = 30;

	private final WorkspaceRuntime runtime;

	private final WorkspaceRecords records;

	private final BooleanSupplier stoppingAll;

	private final IsolatedThreads threads = new IsolatedThreads("provisionhook-stop-");

	private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

	private final Set<String> stopping = ConcurrentHashMap.newKeySet();

	/**
	 * Create an object without workspaces.
	 * @param runtime the runtime
	 * @param records the records
	 * @param stoppingAll whether the host application is stopping all workspaces, so that
	 * each end is recorded as a stop
	 */
	RunningWorkspaces(WorkspaceRuntime runtime, WorkspaceRecords records, BooleanSupplier stoppingAll) {
		this.runtime = runtime;
		this.records = records;
		this.stoppingAll = stoppingAll;
	}

	/**
	 * Register a workspace before it is started.
	 * @param running the future record
	 * @param redactor redacts the secrets of the workspace
	 */
	void register(Workspace running, SecretRedactor redactor) {
		this.entries.put(running.id(), new Entry(running.run(), redactor, true));
	}

	/**
	 * Register a workspace that an earlier host application has started.
	 * @param running its record
	 * @param redactor redacts the secrets of the workspace that are known
	 */
	void registerAdopted(Workspace running, SecretRedactor redactor) {
		this.entries.put(running.id(), new Entry(running.run(), redactor, false));
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
		remove(running.run());
	}

	private void remove(Run run) {
		this.entries.computeIfPresent(run.id(), (id, entry) -> (entry.run.version() == run.version()) ? null : entry);
	}

	/**
	 * Wait, without blocking, for the exit of a registered workspace.
	 * @param running its record
	 * @param exit completed when it has ended
	 */
	void awaitExit(Workspace running, CompletionStage<WorkspaceExit> exit) {
		Run run = running.run();
		exit.whenComplete((ended, failure) -> {
			try {
				onExit(run, ended, failure);
			}
			catch (Throwable ex) {
				fail(run, ex);
			}
			finally {
				remove(run);
			}
		});
	}

	private void onExit(Run run, @Nullable WorkspaceExit exit, @Nullable Throwable failure) {
		if (failure != null) {
			fail(run, causeOf(failure));
		}
		else if (this.stoppingAll.getAsBoolean()) {
			this.records.replaceRun(run, (current) -> current.stopped(this.records.now()));
		}
		else if (!this.stopping.contains(run.id())) {
			WorkspaceExit ended = Objects.requireNonNull(exit);
			this.records.replaceRun(run, (current) -> current.exited(ended, this.records.now()));
		}
	}

	private void fail(Run run, Throwable failure) {
		this.records.fail(run, "exit: " + describe(run.id(), failure));
	}

	boolean contains(String workspaceId) {
		return this.entries.containsKey(workspaceId);
	}

	/**
	 * Forget all workspaces, which may have other owners now.
	 * @param action called with the run of each
	 */
	void removeAll(Consumer<Run> action) {
		for (Entry entry : List.copyOf(this.entries.values())) {
			remove(entry.run);
			action.accept(entry.run);
		}
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
	 * Stop a workspace, and return when it has ended.
	 * @param running its record
	 * @return its next record; {@code null} if the run was already recorded as over, or
	 * if the workspace has not ended
	 * @throws WorkspaceRuntimeException if it could not be stopped
	 */
	@Nullable Workspace stop(Workspace running) {
		return stop(running, (current) -> current.stopped(this.records.now()));
	}

	/**
	 * Stop a workspace with another next record, and return when it has ended.
	 * @param running its record
	 * @param next creates its next record; if this thread is interrupted, the workspace
	 * is recorded as stopped instead
	 * @return its next record; {@code null} if the run was already recorded as over, or
	 * if the workspace has not ended
	 * @throws WorkspaceRuntimeException if stopping it failed; the workspace may have
	 * ended and have its next record nevertheless
	 */
	@Nullable Workspace stop(Workspace running, UnaryOperator<Workspace> next) {
		String id = running.id();
		Exception failure = null;
		Workspace stopped;
		this.stopping.add(id);
		try {
			this.runtime.stop(id, running.generation());
		}
		catch (Exception ex) {
			failure = ex;
		}
		finally {
			boolean cancelled = failure instanceof InterruptedException;
			stopped = recordStop(running, cancelled ? (current) -> current.stopped(this.records.now()) : next);
		}
		if (failure != null) {
			throw notStopped(id, failure);
		}
		return stopped;
	}

	private WorkspaceRuntimeException notStopped(String id, Exception failure) {
		if (failure instanceof InterruptedException) {
			Thread.currentThread().interrupt();
		}
		return new WorkspaceRuntimeException(
				"Workspace '" + PrintableText.of(id) + "' could not be stopped: " + describe(id, failure),
				redact(id, failure));
	}

	/**
	 * Stop a workspace that has ended according to its record, if it is running.
	 * @param ended its record
	 * @return whether it was running
	 * @throws WorkspaceRuntimeException if it could not be stopped
	 */
	boolean stopIfRunning(Workspace ended) {
		if (!this.runtime.isRunning(ended.id())) {
			return false;
		}
		try {
			this.runtime.stop(ended.id(), ended.generation());
			return true;
		}
		catch (Exception ex) {
			throw notStopped(ended.id(), ex);
		}
	}

	private @Nullable Workspace recordStop(Workspace running, UnaryOperator<Workspace> next) {
		Workspace stopped;
		try {
			stopped = recordStopIfEnded(running, next);
		}
		finally {
			this.stopping.remove(running.id());
		}
		// onExit did not record an exit while the workspace was being stopped
		return (stopped != null) ? stopped : recordStopIfEnded(running, next);
	}

	private @Nullable Workspace recordStopIfEnded(Workspace running, UnaryOperator<Workspace> next) {
		return this.runtime.isRunning(running.id()) ? null : this.records.replaceRun(running, next);
	}

	/**
	 * Stop all running workspaces in parallel. Failures are logged.
	 * @return a stage that completes when the workspaces have ended
	 */
	CompletionStage<Void> stopAll() {
		List<CompletableFuture<?>> stops = new ArrayList<>();
		this.records.forEachPage(this.records.own(Set.of(WorkspaceState.RUNNING)), (page) -> page
			.forEach((running) -> stops.add(CompletableFuture.runAsync(() -> stopOrLog(running), this.threads))));
		return CompletableFuture.allOf(stops.toArray(CompletableFuture<?>[]::new));
	}

	/**
	 * Stop all running workspaces, and wait a limited time for their ends.
	 */
	void stopAllAndWait() {
		try {
			stopAll().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.log(Level.ERROR, "Not all workspaces could be stopped: {0}", PrintableText.nameOf(ex.getClass()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void stopOrLog(Workspace running) {
		try {
			stop(running);
		}
		catch (WorkspaceRuntimeException ex) {
			logger.log(Level.ERROR, ex.getMessage());
		}
		catch (RuntimeException ex) {
			logger.log(Level.ERROR, "Workspace {0} could not be recorded as stopped: {1}",
					PrintableText.of(running.id()), PrintableText.of(ex.getClass().getName()));
		}
	}

	/**
	 * A running workspace.
	 *
	 * @param run its run
	 * @param redactor redacts its secrets
	 * @param knowsAllSecrets whether the redactor knows all secrets of its environment
	 * @param credentials the credentials that it has received while it runs
	 */
	private record Entry(Run run, SecretRedactor redactor, boolean knowsAllSecrets, Deque<String> credentials) {

		Entry(Run run, SecretRedactor redactor, boolean knowsAllSecrets) {
			this(run, redactor, knowsAllSecrets, new ArrayDeque<>(1));
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
