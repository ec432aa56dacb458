package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.RunReport;
import io.provisionhook.VariableRules;
import io.provisionhook.redaction.SecretRedactor;

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

	private final Duration timeout;

	private final VariableRules rules;

	private final ConcurrentMap<String, SecretRedactor> redactors = new ConcurrentHashMap<>();

	Provisioning(EnvironmentSteps steps, WorkspaceRuntime runtime, WorkspaceRecords records, LeaseWatch leases,
			Duration timeout, VariableRules rules) {
		this.steps = steps;
		this.runtime = runtime;
		this.records = records;
		this.leases = leases;
		this.timeout = timeout;
		this.rules = rules;
	}

	void provision(Workspace workspace, @Nullable Registry registry, BiConsumer<Workspace, WorkspaceExit> onExit) {
		RunReport report = null;
		try {
			if (!Step.call("store", Env.of(Map.of()), () -> this.records.isCurrent(workspace))) {
				return;
			}
			Env env = baseEnvironment(workspace);
			ProvisionContext context = contextOf(workspace);
			this.steps.begin(context, env);
			report = this.steps.runMutators(registry, context, env);
			this.steps.requirePresent(context, env);
			if (Step.call("store", env, () -> this.records.isCurrent(workspace))) {
				start(workspace, env, report, onExit);
			}
		}
		catch (ProvisioningException ex) {
			fail(workspace, String.valueOf(ex.getMessage()), (ex.getReport() != null) ? ex.getReport() : report);
		}
		catch (Throwable ex) {
			fail(workspace, "provisioning: " + ex.getClass().getSimpleName());
			throw ex;
		}
	}

	private ProvisionContext contextOf(Workspace workspace) {
		return ProvisionContext.of(workspace.id(), workspace.request(), workspace.generation(), this.timeout);
	}

	private Env baseEnvironment(Workspace workspace) throws ProvisioningException {
		return Step.call("base environment", Env.of(Map.of()),
				() -> Env.onTopOf(this.runtime.baseEnvironment(workspace.request()), this.rules));
	}

	private void start(Workspace workspace, Env env, RunReport report, BiConsumer<Workspace, WorkspaceExit> onExit)
			throws ProvisioningException {
		CompletionStage<WorkspaceExit> exit = Step.call("start", env,
				() -> this.runtime.start(WorkspaceLaunch.of(workspace, env)));
		SecretRedactor redactor = env.redactor();
		this.redactors.put(workspace.id(), redactor);
		Workspace running = workspace.running(report);
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
				this.redactors.remove(workspace.id(), redactor);
				abandon(workspace);
			}
		}
		if (recorded) {
			exit.thenAccept((ended) -> onExit.accept(running, ended)).exceptionally((ex) -> {
				fail(running, "exit: " + redactor.describe(causeOf(ex)));
				return null;
			}).thenRun(() -> this.redactors.remove(workspace.id(), redactor));
		}
	}

	// A store may have kept a record and failed only then
	private void failIfRecorded(Workspace running, String error) {
		try {
			if (this.records.get(running.id()).state() == WorkspaceState.RUNNING) {
				fail(running, error);
			}
		}
		catch (RuntimeException ex) {
			logger.log(Level.WARNING, "The record of workspace {0} could not be read: {1}", running.id(),
					ex.getClass().getName());
		}
	}

	/**
	 * Say in one line what failed about a workspace that runs.
	 * @param workspaceId the id of the workspace
	 * @param failure the failure
	 * @return the message without the workspace's secrets; if they are not known, only
	 * the name of the failure's class
	 */
	String describe(String workspaceId, Throwable failure) {
		SecretRedactor redactor = this.redactors.get(workspaceId);
		return (redactor != null) ? redactor.describe(failure) : failure.getClass().getSimpleName();
	}

	private void abandon(Workspace workspace) {
		try {
			stopDespiteInterruption(workspace.id());
		}
		catch (Exception ex) {
			logger.log(Level.ERROR, "Workspace {0} was started without a record and could not be stopped: {1}",
					workspace.id(), ex.getClass().getName());
		}
	}

	private void stopDespiteInterruption(String workspaceId) throws Exception {
		boolean interrupted = Thread.interrupted();
		try {
			this.runtime.stop(workspaceId);
		}
		catch (InterruptedException ex) {
			// Whoever cancelled this attempt interrupts it once, perhaps only now
			interrupted = true;
			this.runtime.stop(workspaceId);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
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

	void fail(Workspace workspace, String error) {
		fail(workspace, error, workspace.report());
	}

	private void fail(Workspace workspace, String error, @Nullable RunReport report) {
		try {
			this.records.replace(workspace, workspace.failed(error, report));
		}
		catch (RuntimeException ex) {
			logger.log(Level.ERROR, "Workspace {0} could not be marked as failed: {1}", workspace.id(),
					ex.getClass().getName());
		}
	}

}
