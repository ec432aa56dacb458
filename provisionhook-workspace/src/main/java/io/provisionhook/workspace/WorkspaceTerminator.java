package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.IsolatedThreads;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Stops running workspaces, and records the ends of workspaces. A workspace that ends
 * while it is being stopped is recorded as stopped, whatever its exit code is.
 * Thread-safe.
 */
final class WorkspaceTerminator {

	private static final Logger logger = System.getLogger(WorkspaceTerminator.class.getName());

	private static final long STOP_SECONDS = 30;

	private final WorkspaceRuntime runtime;

	private final WorkspaceRecords records;

	private final RunningWorkspaces runningWorkspaces;

	private final IsolatedThreads threads = new IsolatedThreads("provisionhook-stop-");

	private final Set<String> stopping = ConcurrentHashMap.newKeySet();

	WorkspaceTerminator(WorkspaceRuntime runtime, WorkspaceRecords records, RunningWorkspaces runningWorkspaces) {
		this.runtime = runtime;
		this.records = records;
		this.runningWorkspaces = runningWorkspaces;
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
			this.runtime.stop(id);
		}
		catch (Exception ex) {
			failure = ex;
		}
		finally {
			boolean cancelled = failure instanceof InterruptedException;
			stopped = recordStop(running, cancelled ? (current) -> current.stopped(this.records.now()) : next);
		}
		if (failure instanceof InterruptedException) {
			Thread.currentThread().interrupt();
		}
		if (failure != null) {
			throw new WorkspaceRuntimeException("Workspace '" + PrintableText.of(id) + "' could not be stopped: "
					+ this.runningWorkspaces.describe(id, failure), this.runningWorkspaces.redact(id, failure));
		}
		return stopped;
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
			this.runtime.stop(ended.id());
			return true;
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new WorkspaceRuntimeException(
					"Workspace '" + PrintableText.of(ended.id()) + "' could not be stopped: "
							+ this.runningWorkspaces.describe(ended.id(), ex),
					this.runningWorkspaces.redact(ended.id(), ex));
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
		// Between the two, onExit has left the end to this method
		return (stopped != null) ? stopped : recordStopIfEnded(running, next);
	}

	private @Nullable Workspace recordStopIfEnded(Workspace running, UnaryOperator<Workspace> next) {
		return this.runtime.isRunning(running.id()) ? null : this.records.replaceRun(running, next);
	}

	/**
	 * Record the exit of a workspace, unless it is being stopped.
	 * @param running its record
	 * @param exit the exit
	 */
	void onExit(Workspace running, WorkspaceExit exit) {
		if (!this.stopping.contains(running.id())) {
			this.records.replaceRun(running, (current) -> current.exited(exit, this.records.now()));
		}
	}

	/**
	 * Stop all running workspaces in parallel. Failures are logged.
	 * @return a stage that completes when the workspaces have ended
	 */
	CompletionStage<Void> stopAll() {
		CompletableFuture<?>[] stops = this.records.getAll()
			.stream()
			.filter((workspace) -> workspace.state() == WorkspaceState.RUNNING)
			.map((running) -> CompletableFuture.runAsync(() -> stopOrLog(running), this.threads))
			.toArray(CompletableFuture<?>[]::new);
		return CompletableFuture.allOf(stops);
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

}
