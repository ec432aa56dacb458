package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Env;
import io.provisionhook.PrintableText;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.RunReport;
import io.provisionhook.VariableRules;

/**
 * Takes a workspace from provisioning to running, or to failed with a cause. The record
 * that it was given is its licence: once somebody else has replaced that, it starts
 * nothing, or stops what it started.
 */
final class Provisioning {

	private static final Logger logger = System.getLogger(Provisioning.class.getName());

	private final EnvironmentSteps steps;

	private final WorkspaceRuntime runtime;

	private final WorkspaceRecords records;

	private final LeaseWatch leases;

	private final ExitWatch exits;

	private final WorkspaceTime time;

	private final Duration timeout;

	private final VariableRules rules;

	Provisioning(WorkspaceHandlerBuilder builder, WorkspaceTime time, WorkspaceRecords records, LeaseWatch leases,
			ExitWatch exits) {
		this.steps = new EnvironmentSteps(List.copyOf(builder.secretSources), new GitIdentity(builder.gitEmailDomain),
				builder.rules);
		this.runtime = builder.runtime;
		this.records = records;
		this.leases = leases;
		this.exits = exits;
		this.time = time;
		this.timeout = builder.timeout;
		this.rules = builder.rules;
	}

	void provision(Workspace workspace, @Nullable Registry registry) {
		RunReport report = null;
		try {
			if (!Step.call("store", Env.of(Map.of()), () -> this.records.isCurrent(workspace))) {
				return;
			}
			Env env = baseEnvironment(workspace);
			ProvisionContext context = this.time.contextOf(workspace, this.timeout);
			this.steps.begin(context, env);
			report = this.steps.runMutators(registry, context, env);
			this.steps.requirePresent(context, env);
			if (Step.call("store", env, () -> this.records.isCurrent(workspace))) {
				start(workspace, env, report);
			}
		}
		catch (ProvisioningException ex) {
			this.records.fail(workspace, String.valueOf(ex.getMessage()),
					(ex.getReport() != null) ? ex.getReport() : report);
		}
		catch (Throwable ex) {
			this.records.fail(workspace, "provisioning: " + PrintableText.nameOf(ex.getClass()));
			throw ex;
		}
	}

	private Env baseEnvironment(Workspace workspace) throws ProvisioningException {
		return Step.call("base environment", Env.of(Map.of()),
				() -> Env.onTopOf(this.runtime.baseEnvironment(workspace.request()), this.rules));
	}

	private void start(Workspace workspace, Env env, RunReport report) throws ProvisioningException {
		CompletionStage<WorkspaceExit> exit = startWith(workspace, env, report);
		Workspace running = workspace.running(report, this.records.now());
		this.exits.expect(running, env.redactor());
		this.leases.expect(running, env.leases());
		boolean recorded = false;
		try {
			recorded = Step.call("store", env, () -> this.records.replace(workspace, running));
		}
		catch (ProvisioningException ex) {
			failIfRecorded(running, String.valueOf(ex.getMessage()));
			throw ex;
		}
		finally {
			if (!recorded) {
				this.leases.forget(running);
				this.exits.forget(running);
				abandon(workspace);
			}
		}
		if (recorded) {
			this.exits.await(running, exit);
		}
	}

	// It may ask for credentials before it is known that it runs
	private CompletionStage<WorkspaceExit> startWith(Workspace workspace, Env env, RunReport report)
			throws ProvisioningException {
		Workspace expected = workspace.running(report, this.records.now());
		this.exits.expect(expected, env.redactor());
		boolean started = false;
		try {
			CompletionStage<WorkspaceExit> exit = Step.call("start", env,
					() -> this.runtime.start(WorkspaceLaunch.of(workspace, env)));
			started = true;
			return exit;
		}
		finally {
			if (!started) {
				this.exits.forget(expected);
			}
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
		catch (Exception ex) {
			this.records.setInDoubt(true);
			logger.log(Level.ERROR, "Workspace {0} was started without a record and could not be stopped: {1}",
					PrintableText.of(workspace.id()), PrintableText.of(ex.getClass().getName()));
		}
	}

}
