package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.VariableRules;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.ProvisioningStep.Kind;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Takes a workspace from provisioning to running, or to failed with a cause. The record
 * that it was given is its licence: once somebody else has replaced that, it starts
 * nothing, or stops what it started.
 */
final class WorkspaceLauncher {

	private static final Logger logger = System.getLogger(WorkspaceLauncher.class.getName());

	private final EnvironmentAssembler assembler;

	private final WorkspaceRuntime runtime;

	private final WorkspaceRecords records;

	private final LeaseMonitor leases;

	private final RunningWorkspaces runningWorkspaces;

	private final WorkspaceClock clock;

	private final Duration timeout;

	private final VariableRules rules;

	WorkspaceLauncher(WorkspaceHandlerBuilder builder, WorkspaceRuntime runtime, TimeLimitedCalls calls, WorkspaceClock clock,
			WorkspaceRecords records, LeaseMonitor leases, RunningWorkspaces runningWorkspaces) {
		this.assembler = new EnvironmentAssembler(builder, runtime, calls, builder.secretSources);
		this.runtime = runtime;
		this.records = records;
		this.leases = leases;
		this.runningWorkspaces = runningWorkspaces;
		this.clock = clock;
		this.timeout = builder.timeout;
		this.rules = builder.rules;
	}

	/**
	 * Begin the timeline of a provisioning.
	 * @param workspace the record of the workspace
	 * @return a timeline that begins now
	 */
	ProvisioningTimeline timeline(Workspace workspace) {
		return new ProvisioningTimeline(() -> this.clock.nanoTime(workspace));
	}

	void provision(Workspace workspace, @Nullable Registry registry, ProvisioningTimeline timeline) {
		orFail(workspace, timeline, () -> {
			timeline.begin(Kind.STORE, "store");
			if (RedactedCall.call("store", Env.of(Map.of()), () -> this.records.isCurrent(workspace))) {
				startIfCurrent(workspace, environment(workspace, registry, timeline), timeline);
			}
		});
	}

	/**
	 * Make the environment of a workspace.
	 * @param workspace its record, or the one that it will have
	 * @param registry the mutators, if there are any
	 * @param timeline the timeline of the provisioning
	 * @return the environment, with all that is required
	 * @throws ProvisioningException if a step fails
	 */
	Env environment(Workspace workspace, @Nullable Registry registry, ProvisioningTimeline timeline)
			throws ProvisioningException {
		BaseEnvironment base = baseEnvironment(workspace, timeline);
		Env env = Env.onTopOf(base, this.rules);
		ProvisionContext context = this.clock.contextOf(workspace, this.timeout);
		this.assembler.begin(context, env, timeline);
		this.assembler.runMutators(registry, context, env, timeline);
		this.assembler.requirePresent(context, base, env, timeline);
		return env;
	}

	/**
	 * Start a workspace, or fail it.
	 * @param workspace its record, unless somebody has replaced it by now
	 * @param env its environment
	 * @param timeline the timeline of the provisioning
	 */
	void start(Workspace workspace, Env env, ProvisioningTimeline timeline) {
		orFail(workspace, timeline, () -> startIfCurrent(workspace, env, timeline));
	}

	private void startIfCurrent(Workspace workspace, Env env, ProvisioningTimeline timeline)
			throws ProvisioningException {
		timeline.begin(Kind.STORE, "store");
		if (RedactedCall.call("store", env, () -> this.records.isCurrent(workspace))) {
			startNow(workspace, env, timeline);
		}
	}

	private void orFail(Workspace workspace, ProvisioningTimeline timeline, Attempt attempt) {
		try {
			attempt.run();
		}
		catch (ProvisioningException ex) {
			this.records.fail(workspace, String.valueOf(ex.getMessage()), timeline.report(ex.outcome()));
		}
		catch (Throwable ex) {
			this.records.fail(workspace, "provisioning: " + PrintableText.nameOf(ex.getClass()),
					timeline.report(MutatorOutcome.FAILURE));
			throw ex;
		}
	}

	private BaseEnvironment baseEnvironment(Workspace workspace, ProvisioningTimeline timeline)
			throws ProvisioningException {
		timeline.begin(Kind.BASE_ENVIRONMENT, "base environment");
		Env empty = Env.of(Map.of());
		RuntimeProgress progress = timeline.progress(empty.redactor());
		return RedactedCall.call("base environment", empty, () -> this.runtime.baseEnvironment(workspace.request(), progress));
	}

	private void startNow(Workspace workspace, Env env, ProvisioningTimeline timeline) throws ProvisioningException {
		timeline.begin(Kind.START, "start");
		CompletionStage<WorkspaceExit> exit = startWith(workspace, env, timeline);
		boolean recorded = false;
		try {
			recorded = recordStart(workspace, env, exit, timeline);
		}
		finally {
			if (!recorded) {
				abandon(workspace);
				Workspace expected = workspace.running(RunReport.EMPTY, this.records.now());
				this.leases.forget(expected);
				this.runningWorkspaces.forget(expected);
			}
		}
	}

	private boolean recordStart(Workspace workspace, Env env, CompletionStage<WorkspaceExit> exit,
			ProvisioningTimeline timeline) throws ProvisioningException {
		Workspace running = workspace.running(timeline.report(MutatorOutcome.SUCCESS), this.records.now());
		try {
			this.runningWorkspaces.expect(running, env.redactor());
			this.leases.expect(running, env.leases());
			timeline.begin(Kind.STORE, "store");
			boolean recorded = RedactedCall.call("store", env, () -> this.records.replace(workspace, running));
			if (recorded) {
				this.runningWorkspaces.await(running, exit);
			}
			return recorded;
		}
		catch (ProvisioningException ex) {
			timeline.end(ex.outcome());
			failIfRecorded(running, String.valueOf(ex.getMessage()));
			throw ex;
		}
		catch (Throwable ex) {
			failIfRecorded(running, "provisioning: " + PrintableText.nameOf(ex.getClass()));
			throw ex;
		}
	}

	private static Set<String> secretNames(Env env) {
		return env.keySet().stream().filter(env::isSecret).collect(Collectors.toSet());
	}

	// It may ask for credentials before it is known that it runs
	private CompletionStage<WorkspaceExit> startWith(Workspace workspace, Env env, ProvisioningTimeline timeline)
			throws ProvisioningException {
		Workspace expected = workspace.running(RunReport.EMPTY, this.records.now());
		this.runningWorkspaces.expect(expected, env.redactor());
		RuntimeProgress progress = timeline.progress(env.redactor());
		boolean started = false;
		try {
			CompletionStage<WorkspaceExit> exit = RedactedCall.call("start", env, () -> {
				endEarlier(workspace, progress);
				return this.runtime.start(new WorkspaceLaunch(workspace.id(), workspace.request(), env,
						secretNames(env), env.redactor(), progress));
			});
			started = true;
			return exit;
		}
		finally {
			if (!started) {
				this.runningWorkspaces.forget(expected);
			}
		}
	}

	// Somebody may have started it again by hand after its end
	private void endEarlier(Workspace workspace, RuntimeProgress progress) throws Exception {
		if (this.runtime.isRunning(workspace.id())) {
			progress.begin("stop what runs although it has ended");
			this.runtime.stop(workspace.id());
		}
	}

	// A store may have kept a record and failed only then
	private void failIfRecorded(Workspace running, String error) {
		try {
			if (this.records.get(running.id()).state() == WorkspaceState.RUNNING) {
				this.records.fail(running, error);
			}
		}
		catch (RuntimeException ex) {
			logger.log(Level.WARNING, "The record of workspace {0} could not be read: {1}",
					PrintableText.of(running.id()), PrintableText.of(ex.getClass().getName()));
		}
	}

	private void abandon(Workspace workspace) {
		try {
			// Whoever cancelled this attempt interrupts it once, perhaps only now
			Uninterrupted.run(() -> this.runtime.stop(workspace.id()));
		}
		catch (Throwable ex) {
			this.records.setInDoubt(true);
			logger.log(Level.ERROR, "Workspace {0} was started without a record and could not be stopped: {1}",
					PrintableText.of(workspace.id()), PrintableText.of(ex.getClass().getName()));
		}
	}

	/**
	 * What may fail at a step.
	 */
	@FunctionalInterface
	private interface Attempt {

		void run() throws ProvisioningException;

	}

}
