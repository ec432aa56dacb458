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
import io.provisionhook.workspace.internal.ProvisioningException;
import io.provisionhook.workspace.internal.ProvisioningTimeline;
import io.provisionhook.workspace.internal.RedactedCall;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Assembles the environment of a workspace and launches the workspace in the runtime, or
 * fails it with a cause. If the record of the workspace is replaced in the meantime, the
 * workspace is not started, or is stopped again. Thread-safe.
 */
final class WorkspaceLauncher {

	private static final Logger logger = System.getLogger(WorkspaceLauncher.class.getName());

	private final EnvironmentAssembler assembler;

	private final TimeLimitedRuntime runtime;

	private final WorkspaceRecords records;

	private final LeaseMonitor leases;

	private final RunningWorkspaces runningWorkspaces;

	private final WorkspaceClock clock;

	private final Duration timeout;

	private final VariableRules rules;

	WorkspaceLauncher(WorkspaceHandler.Builder builder, TimeLimitedRuntime runtime, TimeLimitedCalls calls,
			WorkspaceClock clock, WorkspaceRecords records, LeaseMonitor leases, RunningWorkspaces runningWorkspaces) {
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
	 * Create the timeline of a provisioning.
	 * @param workspace the record of the workspace
	 * @return a timeline that begins now
	 */
	ProvisioningTimeline timeline(Workspace workspace) {
		return new ProvisioningTimeline(() -> this.clock.nanoTime(workspace));
	}

	void provision(Workspace workspace, @Nullable Registry registry, ProvisioningTimeline timeline) {
		orFail(workspace, timeline,
				() -> startIfCurrent(workspace, environment(workspace, registry, timeline), timeline));
	}

	/**
	 * Assemble the environment of a workspace.
	 * @param workspace its record, or its future record
	 * @param registry the mutators, if there are any
	 * @param timeline the timeline of the provisioning
	 * @return the environment, with all required variables
	 * @throws ProvisioningException if a step fails
	 */
	Env environment(Workspace workspace, @Nullable Registry registry, ProvisioningTimeline timeline)
			throws ProvisioningException {
		BaseEnvironment base = baseEnvironment(workspace, timeline);
		Env env = Env.onTopOf(base, this.rules);
		ProvisionContext context = this.clock.contextOf(workspace, this.timeout);
		this.assembler.putBuiltIn(context, env, timeline);
		this.assembler.runMutators(registry, context, env, timeline);
		this.assembler.requirePresent(context, base, env, timeline);
		return env;
	}

	/**
	 * Start a workspace unless its record was replaced, or fail it.
	 * @param workspace its record
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

	private void orFail(Workspace workspace, ProvisioningTimeline timeline, Launch launch) {
		try {
			launch.run();
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
		return RedactedCall.call("base environment", empty,
				() -> this.runtime.baseEnvironment(workspace.request(), progress));
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
				stopUnrecorded(workspace);
				Workspace expected = workspace.running(RunReport.EMPTY, this.records.now());
				this.leases.remove(expected.run());
				this.runningWorkspaces.remove(expected);
			}
		}
	}

	private boolean recordStart(Workspace workspace, Env env, CompletionStage<WorkspaceExit> exit,
			ProvisioningTimeline timeline) throws ProvisioningException {
		Workspace running = workspace.running(timeline.report(MutatorOutcome.SUCCESS), this.records.now());
		try {
			this.runningWorkspaces.register(running, env.redactor());
			this.leases.register(running, env.leases());
			timeline.begin(Kind.STORE, "store");
			boolean recorded = RedactedCall.call("store", env, () -> this.records.replace(workspace, running));
			if (recorded) {
				this.runningWorkspaces.awaitExit(running, exit);
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

	// Registered before the start, for the workspace may ask for credentials at once
	private CompletionStage<WorkspaceExit> startWith(Workspace workspace, Env env, ProvisioningTimeline timeline)
			throws ProvisioningException {
		Workspace expected = workspace.running(RunReport.EMPTY, this.records.now());
		this.runningWorkspaces.register(expected, env.redactor());
		RuntimeProgress progress = timeline.progress(env.redactor());
		boolean started = false;
		try {
			CompletionStage<WorkspaceExit> exit = RedactedCall.call("start", env, () -> {
				stopEarlier(workspace, progress);
				return this.runtime.start(new WorkspaceLaunch(workspace.id(), workspace.generation(),
						workspace.request(), env, secretNames(env), env.redactor(), progress));
			});
			started = true;
			return exit;
		}
		finally {
			if (!started) {
				this.runningWorkspaces.remove(expected);
			}
		}
	}

	// It may have been started again outside of the handler after its end
	private void stopEarlier(Workspace workspace, RuntimeProgress progress) throws Exception {
		if (this.runtime.isRunning(workspace.id())) {
			progress.begin("stop unrecorded run");
			this.runtime.stop(workspace.id(), workspace.generation());
		}
	}

	// A store may fail after it has written the record
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

	private void stopUnrecorded(Workspace workspace) {
		try {
			// A cancellation interrupts this thread once, perhaps only now
			this.runtime.undoStart(workspace.id(), workspace.generation());
		}
		catch (Throwable ex) {
			this.records.setInDoubt(true);
			logger.log(Level.ERROR, "Workspace {0} was started without a record and could not be stopped: {1}",
					PrintableText.of(workspace.id()), PrintableText.of(ex.getClass().getName()));
		}
	}

	/**
	 * A launch that may fail at a step.
	 */
	@FunctionalInterface
	private interface Launch {

		void run() throws ProvisioningException;

	}

}
