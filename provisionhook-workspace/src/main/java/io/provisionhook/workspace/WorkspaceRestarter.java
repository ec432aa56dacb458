package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Env;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.ProvisioningStep.Kind;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Gives running workspaces a fresh environment. That is made first: only with it in hand
 * a workspace is stopped and started again. If it can't be made, the workspace goes on as
 * it was, and its record says why. That is all if somebody asked for the restart; if a
 * value is about to expire, it is tried again. Thread-safe.
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

	private final WorkspaceTerminator terminator;

	private final WorkspaceClock clock;

	private final ConcurrentMap<String, Run> runs = new ConcurrentHashMap<>();

	WorkspaceRestarter(WorkspaceRuntime runtime, WorkspaceRecords records, ProvisioningService provisioning, WorkspaceLauncher launcher,
			KeyedSerialExecutor executor, WorkspaceTerminator terminator, WorkspaceClock clock) {
		this.runtime = runtime;
		this.records = records;
		this.provisioning = provisioning;
		this.launcher = launcher;
		this.executor = executor;
		this.terminator = terminator;
		this.clock = clock;
	}

	/**
	 * Restart a workspace, on another thread, since somebody asked for it.
	 * @param running its record
	 * @throws WorkspaceStateException if it is being restarted
	 * @throws WorkspaceHandlerClosedException if nothing is accepted any more
	 */
	void restart(Workspace running) {
		if (!begin(runOf(running), null)) {
			throw new WorkspaceStateException(running, "restarted while it is being restarted");
		}
	}

	/**
	 * Restart a workspace with a value that is about to expire, and try again until that
	 * is done or the workspace has ended.
	 * @param running its record
	 */
	void restartExpiring(Workspace running) {
		Run run = runOf(running);
		if (run.expires()) {
			restartExpiring(run, SHORTEST_PAUSE);
		}
	}

	private void restartExpiring(Run run, Duration pause) {
		try {
			if (isKnown(run) && !begin(run, pause)) {
				restartLater(run, pause);
			}
		}
		catch (WorkspaceHandlerClosedException ex) {
			// The next host looks after the workspace
		}
	}

	private void restartLater(Run run, Duration pause) {
		Duration twice = pause.multipliedBy(2);
		Duration next = (twice.compareTo(LONGEST_PAUSE) < 0) ? twice : LONGEST_PAUSE;
		Future<?> unused = this.clock.schedule(() -> restartExpiring(run, next), pause);
	}

	private Run runOf(Workspace running) {
		return this.runs.compute(running.id(), (id,
				run) -> (run != null && run.running.generation() >= running.generation()) ? run : new Run(running));
	}

	private boolean isKnown(Run run) {
		return this.runs.get(run.running.id()) == run;
	}

	/**
	 * Know no more of a run that is over.
	 * @param workspace the new record of its workspace
	 */
	void onChange(Workspace workspace) {
		if (workspace.state() != WorkspaceState.RUNNING) {
			this.runs.computeIfPresent(workspace.id(),
					(id, run) -> (run.running.generation() > workspace.generation()) ? run : null);
		}
	}

	/**
	 * Give up the restart that is under way, if there is one, since the workspace is to
	 * be stopped.
	 * @param workspaceId the id of the workspace
	 */
	void cancel(String workspaceId) {
		Run run = this.runs.get(workspaceId);
		if (run != null && run.attempt != null) {
			this.executor.cancellation(workspaceId).run();
		}
	}

	private boolean begin(Run run, @Nullable Duration pause) {
		Attempt attempt = run.begin(pause == null);
		if (attempt == null) {
			return false;
		}
		try {
			this.provisioning.submit(run.running.id(), attempt::run, () -> {
				run.end(attempt);
				if (pause != null && isKnown(run)) {
					restartLater(run, pause);
				}
			});
		}
		catch (RuntimeException | Error ex) {
			run.end(attempt);
			throw ex;
		}
		return true;
	}

	/**
	 * What a workspace has been doing since it was started.
	 */
	private final class Run {

		private final Workspace running;

		private long generation;

		private boolean expiring;

		private volatile @Nullable Attempt attempt;

		private Run(Workspace running) {
			this.running = running;
			this.generation = running.generation();
		}

		private synchronized boolean expires() {
			boolean first = !this.expiring;
			this.expiring = true;
			return first;
		}

		// Each attempt has a generation of its own, for those before may not be cleaned
		// up
		private synchronized @Nullable Attempt begin(boolean wanted) {
			if (this.attempt != null) {
				return null;
			}
			this.generation++;
			Attempt begun = new Attempt(this, this.generation, wanted);
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
	private final class Attempt {

		private final Run run;

		private final Workspace running;

		private final long generation;

		private final boolean wanted;

		private final ProvisioningTimeline timeline;

		private boolean stopping;

		private Attempt(Run run, long generation, boolean wanted) {
			this.run = run;
			this.running = run.running;
			this.generation = generation;
			this.wanted = wanted;
			this.timeline = WorkspaceRestarter.this.launcher.timeline(this.running);
		}

		private void run() {
			boolean used = false;
			try {
				used = restart();
			}
			finally {
				this.run.end(this);
				if (!used) {
					WorkspaceRestarter.this.records.tellOfDiscarded(this.running, this.generation);
				}
			}
		}

		private boolean restart() {
			try {
				Env env = environment();
				Workspace next = (env != null) ? replace(env) : null;
				if (env == null || next == null) {
					return false;
				}
				WorkspaceRestarter.this.launcher.start(next, env, this.timeline);
				return true;
			}
			catch (ProvisioningException ex) {
				fail(String.valueOf(ex.getMessage()), ex.outcome());
				return false;
			}
			catch (Throwable ex) {
				fail("provisioning: " + PrintableText.nameOf(ex.getClass()), MutatorOutcome.FAILURE);
				throw ex;
			}
		}

		private @Nullable Env environment() throws ProvisioningException {
			Env empty = Env.of(Map.of());
			this.timeline.begin(Kind.STORE, "store");
			if (!RedactedCall.call("store", empty, () -> WorkspaceRestarter.this.records.isSameRun(this.running))) {
				return null;
			}
			RedactedCall.run("request", empty, () -> WorkspaceRestarter.this.runtime.validate(this.running.request()));
			return WorkspaceRestarter.this.launcher.environment(
					this.running.provisioning(this.generation, WorkspaceRestarter.this.records.now()),
					WorkspaceRestarter.this.provisioning.envMutators(), this.timeline);
		}

		private @Nullable Workspace replace(Env env) throws ProvisioningException {
			this.timeline.begin(Kind.STOP, "stop");
			Workspace current = RedactedCall.call("store", env, () -> WorkspaceRestarter.this.records.get(this.running.id()));
			if (current.isSameRun(this.running)) {
				return RedactedCall.<@Nullable Workspace>call("stop", env, () -> stop(current));
			}
			boolean endedByItself = current.generation() == this.running.generation() && current.exitCode() != null;
			if (!this.wanted || !endedByItself) {
				return null;
			}
			Workspace next = next(current);
			return RedactedCall.call("store", env, () -> WorkspaceRestarter.this.records.replace(current, next)) ? next : null;
		}

		private Workspace next(Workspace current) {
			return current.provisioning(this.generation, WorkspaceRestarter.this.records.now());
		}

		private @Nullable Workspace stop(Workspace current) throws InterruptedException {
			if (Thread.interrupted()) {
				throw new InterruptedException("cancelled");
			}
			Workspace next;
			this.stopping = true;
			try {
				next = WorkspaceRestarter.this.terminator.stop(current, this::next);
			}
			catch (WorkspaceRuntimeException ex) {
				if (Thread.interrupted()) {
					throw new InterruptedException(ex.getMessage());
				}
				next = WorkspaceRestarter.this.records.get(this.running.id());
				if (!isOurs(next)) {
					throw ex;
				}
			}
			if (next == null && WorkspaceRestarter.this.records.isSameRun(this.running)) {
				throw new IllegalStateException("it has not ended");
			}
			return next;
		}

		private void fail(String error, MutatorOutcome outcome) {
			try {
				Workspace current = WorkspaceRestarter.this.records.find(this.running.id()).orElse(null);
				boolean ended = this.stopping && !WorkspaceRestarter.this.runtime.isRunning(this.running.id());
				if (current != null && ended && current.isSameRun(this.running)) {
					WorkspaceRestarter.this.records.fail(current, error);
				}
				else if (current != null && current.isSameRun(this.running)) {
					goOn(current, "restart: " + error, outcome);
				}
				else if (current != null && isOurs(current)) {
					// A store may have kept the record and failed only then
					WorkspaceRestarter.this.records.fail(current, error, this.timeline.report(outcome));
				}
			}
			catch (RuntimeException ex) {
				logger.log(Level.ERROR, "The record of workspace {0} could not say that a restart failed: {1}",
						PrintableText.of(this.running.id()), PrintableText.of(ex.getClass().getName()));
			}
		}

		private boolean isOurs(Workspace current) {
			return current.state() == WorkspaceState.PROVISIONING && current.generation() == this.generation;
		}

		private void goOn(Workspace current, String error, MutatorOutcome outcome) {
			if (outcome != MutatorOutcome.CANCELLED) {
				logger.log(Level.WARNING, "Workspace {0} goes on with the environment that it has: {1}",
						PrintableText.of(this.running.id()), error);
				if (!error.equals(current.lastSampleError())) {
					WorkspaceRestarter.this.records.replaceRun(current,
							(latest) -> latest.notRestarted(error, WorkspaceRestarter.this.records.now()));
				}
			}
		}

	}

}
