package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Env;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.ProvisioningStep.Kind;
import io.provisionhook.workspace.internal.KeyedSerialExecutor;
import io.provisionhook.workspace.internal.ProvisioningException;
import io.provisionhook.workspace.internal.ProvisioningTimeline;
import io.provisionhook.workspace.internal.RedactedCall;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Restarts running workspaces with a new environment. The environment is assembled first,
 * and only then the workspace is stopped and started again. If this fails, the workspace
 * continues with its old environment, and its record contains the cause. A requested
 * restart is not retried; a restart because of an expiring lease is. Thread-safe.
 */
final class WorkspaceRestarter {

	private static final Logger logger = System.getLogger(WorkspaceRestarter.class.getName());

	private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

	private final WorkspaceRuntime runtime;

	private final WorkspaceRecords records;

	private final ProvisioningService provisioning;

	private final WorkspaceLauncher launcher;

	private final KeyedSerialExecutor executor;

	private final RunningWorkspaces runningWorkspaces;

	private final WorkspaceClock clock;

	private final ConcurrentMap<String, Run> runs = new ConcurrentHashMap<>();

	WorkspaceRestarter(WorkspaceRuntime runtime, WorkspaceRecords records, ProvisioningService provisioning,
			WorkspaceLauncher launcher, KeyedSerialExecutor executor, RunningWorkspaces runningWorkspaces,
			WorkspaceClock clock) {
		this.runtime = runtime;
		this.records = records;
		this.provisioning = provisioning;
		this.launcher = launcher;
		this.executor = executor;
		this.runningWorkspaces = runningWorkspaces;
		this.clock = clock;
	}

	/**
	 * Restart a workspace on request, on another thread.
	 * @param running its record
	 * @throws WorkspaceStateException if it is already being restarted
	 * @throws WorkspaceHandlerClosedException if the handler is closed
	 */
	void restart(Workspace running) {
		if (!submit(runOf(running), null)) {
			throw new WorkspaceStateException(running, "restarted while it is being restarted");
		}
	}

	/**
	 * Restart a workspace because of an expiring lease, and retry until it is restarted
	 * or has ended.
	 * @param running its record
	 */
	void restartExpiring(Workspace running) {
		Run run = runOf(running);
		if (run.setExpiring()) {
			restartExpiring(run, SHORTEST_PAUSE);
		}
	}

	private void restartExpiring(Run run, Duration pause) {
		try {
			if (isCurrent(run) && !submit(run, pause)) {
				retryAfter(pause, run);
			}
		}
		catch (WorkspaceHandlerClosedException ex) {
			// The next host application continues
		}
	}

	private void retryAfter(Duration pause, Run run) {
		Duration twice = pause.multipliedBy(2);
		Duration next = (twice.compareTo(LONGEST_PAUSE) < 0) ? twice : LONGEST_PAUSE;
		Future<?> unused = this.clock.schedule(() -> restartExpiring(run, next), pause);
	}

	private Run runOf(Workspace running) {
		return this.runs.compute(running.id(), (id, run) -> {
			boolean current = run != null && run.record.generation() >= running.generation();
			return current ? run : new Run(running);
		});
	}

	private boolean isCurrent(Run run) {
		return this.runs.get(run.record.id()) == run;
	}

	/**
	 * Forget the run of a workspace that has ended.
	 * @param workspace the new record of the workspace
	 */
	void onChange(Workspace workspace) {
		if (workspace.state() != WorkspaceState.RUNNING) {
			this.runs.computeIfPresent(workspace.id(),
					(id, run) -> (run.record.generation() > workspace.generation()) ? run : null);
		}
	}

	/**
	 * Forget the run of a workspace that may have another owner now.
	 * @param workspaceId the id of the workspace
	 */
	void forget(String workspaceId) {
		this.runs.remove(workspaceId);
	}

	/**
	 * Cancel the restart of a workspace that is going to be stopped.
	 * @param workspaceId the id of the workspace
	 */
	void cancel(String workspaceId) {
		Run run = this.runs.get(workspaceId);
		if (run != null && run.attempt != null) {
			this.executor.cancellation(workspaceId).run();
		}
	}

	// A restart with a pause is retried after that pause
	private boolean submit(Run run, @Nullable Duration pause) {
		ProvisioningTimeline timeline = this.launcher.timeline(run.record);
		Attempt attempt = run.begin(pause == null, timeline);
		if (attempt == null) {
			return false;
		}
		try {
			this.provisioning.submit(run.record.id(), () -> restart(attempt), () -> {
				run.end(attempt);
				if (pause != null && isCurrent(run)) {
					retryAfter(pause, run);
				}
			});
		}
		catch (RuntimeException | Error ex) {
			run.end(attempt);
			throw ex;
		}
		return true;
	}

	private void restart(Attempt attempt) {
		boolean restarted = false;
		try {
			restarted = restartOrFail(attempt);
		}
		finally {
			attempt.run.end(attempt);
			if (!restarted) {
				this.records.notifyDiscarded(attempt.run.record, attempt.generation);
			}
		}
	}

	private boolean restartOrFail(Attempt attempt) {
		try {
			Env env = environment(attempt);
			Workspace next = (env != null) ? replace(attempt, env) : null;
			if (env == null || next == null) {
				return false;
			}
			this.launcher.start(next, env, attempt.timeline);
			return true;
		}
		catch (ProvisioningException ex) {
			fail(attempt, String.valueOf(ex.getMessage()), ex.outcome());
			return false;
		}
		catch (Throwable ex) {
			fail(attempt, "provisioning: " + PrintableText.nameOf(ex.getClass()), MutatorOutcome.FAILURE);
			throw ex;
		}
	}

	private @Nullable Env environment(Attempt attempt) throws ProvisioningException {
		Env empty = Env.of(Map.of());
		Workspace running = attempt.run.record;
		attempt.timeline.begin(Kind.STORE, "store");
		if (!RedactedCall.call("store", empty, () -> this.records.isSameRun(running))) {
			return null;
		}
		RedactedCall.run("request", empty, () -> this.runtime.validate(running.request()));
		return this.launcher.environment(next(attempt, running), this.provisioning.envMutators(), attempt.timeline);
	}

	private Workspace next(Attempt attempt, Workspace current) {
		return current.provisioning(attempt.generation, this.records.now());
	}

	private @Nullable Workspace replace(Attempt attempt, Env env) throws ProvisioningException {
		attempt.timeline.begin(Kind.STOP, "stop");
		Workspace running = attempt.run.record;
		Workspace current = RedactedCall.call("store", env, () -> this.records.get(running.id()));
		if (current.isSameRun(running)) {
			return RedactedCall.<@Nullable Workspace>call("stop", env, () -> stop(attempt, current));
		}
		boolean endedByItself = current.generation() == running.generation() && current.exitCode() != null;
		if (!attempt.requested || !endedByItself) {
			return null;
		}
		Workspace next = next(attempt, current);
		return RedactedCall.call("store", env, () -> this.records.replace(current, next)) ? next : null;
	}

	private @Nullable Workspace stop(Attempt attempt, Workspace current) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException("cancelled");
		}
		Workspace next;
		attempt.stopping = true;
		try {
			next = this.runningWorkspaces.stop(current, (latest) -> next(attempt, latest));
		}
		catch (WorkspaceRuntimeException ex) {
			if (Thread.interrupted()) {
				throw new InterruptedException(ex.getMessage());
			}
			next = this.records.get(current.id());
			if (!attempt.isRecordedBy(next)) {
				throw ex;
			}
		}
		if (next == null && this.records.isSameRun(attempt.run.record)) {
			throw new IllegalStateException("it has not ended");
		}
		return next;
	}

	private void fail(Attempt attempt, String error, MutatorOutcome outcome) {
		Workspace running = attempt.run.record;
		try {
			Workspace current = this.records.find(running.id()).orElse(null);
			boolean ended = attempt.stopping && !this.runtime.isRunning(running.id());
			if (current != null && ended && current.isSameRun(running)) {
				this.records.fail(current, error);
			}
			else if (current != null && current.isSameRun(running)) {
				recordNotRestarted(attempt, current, error, outcome);
			}
			else if (current != null && attempt.isRecordedBy(current)) {
				// A store may fail after it has written the record
				this.records.fail(current, error, attempt.timeline.report(outcome));
			}
		}
		catch (RuntimeException ex) {
			logger.log(Level.ERROR, "The record of workspace {0} could not say that a restart failed: {1}",
					PrintableText.of(running.id()), PrintableText.of(ex.getClass().getName()));
		}
	}

	private void recordNotRestarted(Attempt attempt, Workspace current, String cause, MutatorOutcome outcome) {
		String error = "restart: " + cause;
		if (outcome != MutatorOutcome.CANCELLED) {
			logger.log(Level.WARNING, "Workspace {0} keeps its present environment: {1}",
					PrintableText.of(current.id()), error);
			if (!error.equals(current.lastSampleError())) {
				Instant now = this.records.now();
				this.records.replaceRun(current, (latest) -> latest.notRestarted(error, now),
						current.ended(attempt.generation, outcome, error, attempt.timeline.report(outcome), now));
			}
		}
	}

	/**
	 * One run of a workspace, from its start to its end.
	 */
	private static final class Run {

		private final Workspace record;

		private long generation;

		private boolean expiring;

		private volatile @Nullable Attempt attempt;

		private Run(Workspace record) {
			this.record = record;
			this.generation = record.generation();
		}

		private synchronized boolean setExpiring() {
			boolean first = !this.expiring;
			this.expiring = true;
			return first;
		}

		// Each attempt has its own generation, for the resources of earlier attempts may
		// not be released yet
		private synchronized @Nullable Attempt begin(boolean requested, ProvisioningTimeline timeline) {
			if (this.attempt != null) {
				return null;
			}
			this.generation++;
			Attempt begun = new Attempt(this, this.generation, requested, timeline);
			this.attempt = begun;
			return begun;
		}

		private synchronized void end(Attempt ended) {
			if (this.attempt == ended) {
				this.attempt = null;
			}
		}

	}

	/**
	 * One attempt to restart a workspace.
	 */
	private static final class Attempt {

		private final Run run;

		private final long generation;

		private final boolean requested;

		private final ProvisioningTimeline timeline;

		private boolean stopping;

		private Attempt(Run run, long generation, boolean requested, ProvisioningTimeline timeline) {
			this.run = run;
			this.generation = generation;
			this.requested = requested;
			this.timeline = timeline;
		}

		private boolean isRecordedBy(Workspace current) {
			return current.state() == WorkspaceState.PROVISIONING && current.generation() == this.generation;
		}

	}

}
