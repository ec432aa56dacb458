package io.provisionhook.workspace;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Lease;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.Reconciliation.Outcome;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * What becomes of a workspace that an earlier host application has left.
 */
final class WorkspaceAdoption {

	private static final String INTERRUPTED = "provisioning: cut short, since the host application ended or its store was not available";

	private static final String LOST = "exit: it has ended, and nothing is left that says how";

	private static final String LOST_WITH_HOST = "exit: it ended with the host application";

	private final WorkspaceRuntime runtime;

	private final WorkspaceRecords records;

	private final ProvisioningService provisioning;

	private final RunningWorkspaces runningWorkspaces;

	private final LeaseMonitor leases;

	private final OnInterruption onInterruption;

	private final OnOrphan onOrphan;

	WorkspaceAdoption(WorkspaceHandlerBuilder builder, WorkspaceRuntime runtime, WorkspaceRecords records,
			ProvisioningService provisioning, RunningWorkspaces runningWorkspaces, LeaseMonitor leases) {
		this.runtime = runtime;
		this.records = records;
		this.provisioning = provisioning;
		this.runningWorkspaces = runningWorkspaces;
		this.leases = leases;
		this.onInterruption = builder.onInterruption;
		this.onOrphan = builder.onOrphan;
	}

	/**
	 * Bring a record that says that a workspace is running, or is going to be, in line
	 * with the runtime, unless somebody has replaced it by now.
	 * @param workspace the record
	 * @return what became of it; {@code null} if there was nothing to do
	 * @throws Exception if that can't be said
	 */
	@Nullable Outcome settle(Workspace workspace) throws Exception {
		if (!this.records.isCurrent(workspace)) {
			return null;
		}
		return switch (workspace.state()) {
			case PROVISIONING -> interrupted(workspace);
			case RUNNING -> adopt(workspace);
			case STOPPED, FAILED -> null;
		};
	}

	private @Nullable Outcome interrupted(Workspace workspace) throws Exception {
		Uninterrupted.run(() -> endAttempt(workspace.id()));
		return switch (this.onInterruption) {
			case FAIL -> replace(workspace, failed(workspace, INTERRUPTED), Outcome.INTERRUPTED);
			case PROVISION -> (this.provisioning.again(workspace) != null) ? Outcome.PROVISIONED_AGAIN : null;
		};
	}

	private void endAttempt(String workspaceId) throws Exception {
		if (this.runtime.outlivesHost()) {
			this.runtime.remove(workspaceId);
		}
		else {
			// What it has kept may be of earlier attempts, which the next one is to find
			this.runtime.stop(workspaceId);
		}
	}

	private @Nullable Outcome adopt(Workspace running) throws Exception {
		SecretRedactor redactor = SecretRedactor.of(Set.of());
		Optional<CompletionStage<WorkspaceExit>> exit = this.runtime.adopt(running.id(), redactor);
		if (exit.isEmpty()) {
			String error = this.runtime.outlivesHost() ? LOST : LOST_WITH_HOST;
			return replace(running, failed(running, error), Outcome.LOST);
		}
		this.runningWorkspaces.expectAdopted(running, redactor);
		this.leases.resume(running, leasesOf(running.report()));
		this.runningWorkspaces.await(running, exit.get());
		boolean current = this.records.isCurrent(running);
		if (!current) {
			this.leases.forget(running);
		}
		return current ? Outcome.ADOPTED : Outcome.ENDED;
	}

	private Workspace failed(Workspace workspace, String error) {
		return workspace.failed(error, workspace.report(), this.records.now());
	}

	private @Nullable Outcome replace(Workspace workspace, Workspace next, Outcome outcome) {
		return this.records.replace(workspace, next) ? outcome : null;
	}

	/**
	 * Return what is left of the leases of a workspace. Whoever renewed one of them is
	 * gone.
	 * @param report what the mutators did
	 * @return the leases by variable
	 */
	private static Map<String, Lease> leasesOf(@Nullable RunReport report) {
		Map<String, Lease> leases = new HashMap<>();
		if (report != null) {
			report.changes()
				.forEach((change) -> leases.compute(change.variable(),
						(variable, earlier) -> (change.expiresAt() != null) ? Lease.until(change.expiresAt()) : null));
		}
		return leases;
	}

	/**
	 * See to it that a workspace which the runtime has is not running without a record
	 * that says so.
	 * @param workspaceId the id of the workspace
	 * @return what became of it; {@code null} if there was nothing to do
	 * @throws Exception if that can't be said
	 */
	@Nullable Outcome settlePresent(String workspaceId) throws Exception {
		Workspace workspace = this.records.find(workspaceId).orElse(null);
		if (workspace == null) {
			return orphan(workspaceId);
		}
		return switch (workspace.state()) {
			case STOPPED, FAILED -> stopIfRunning(workspaceId);
			case PROVISIONING, RUNNING -> null;
		};
	}

	private Outcome orphan(String workspaceId) throws Exception {
		return switch (this.onOrphan) {
			case REPORT -> Outcome.ORPHAN_LEFT;
			case REMOVE -> {
				this.runtime.remove(workspaceId);
				yield Outcome.ORPHAN_REMOVED;
			}
		};
	}

	private @Nullable Outcome stopIfRunning(String workspaceId) throws Exception {
		if (!this.runtime.isRunning(workspaceId)) {
			return null;
		}
		this.runtime.stop(workspaceId);
		return Outcome.STOPPED;
	}

}
