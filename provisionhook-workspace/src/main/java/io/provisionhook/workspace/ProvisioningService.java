package io.provisionhook.workspace;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Registry;
import io.provisionhook.internal.PrintableText;

/**
 * Has workspaces provisioned by other threads, until it is closed. Thread-safe.
 */
final class ProvisioningService {

	private static final String CLOSED = "the host application stopped";

	private final WorkspaceRecords records;

	private final WorkspaceLauncher launcher;

	private final KeyedSerialExecutor executor;

	private volatile @Nullable Registry envMutators;

	private volatile boolean accepting = true;

	ProvisioningService(WorkspaceRecords records, WorkspaceLauncher launcher, KeyedSerialExecutor executor) {
		this.records = records;
		this.launcher = launcher;
		this.executor = executor;
	}

	void setEnvMutators(@Nullable Registry registry) {
		this.envMutators = registry;
	}

	@Nullable Registry envMutators() {
		return this.envMutators;
	}

	/**
	 * Record a new workspace and provision it.
	 * @param workspace its first record
	 * @return that record
	 * @throws WorkspaceHandlerClosedException if nothing is accepted any more
	 */
	Workspace create(Workspace workspace) {
		return accept(workspace.id(), () -> {
			this.records.insert(workspace);
			return provision(workspace);
		});
	}

	/**
	 * Provision a workspace again.
	 * @param workspace its record
	 * @return its next record; {@code null} if somebody else made that
	 * @throws WorkspaceHandlerClosedException if nothing is accepted any more
	 */
	@Nullable Workspace again(Workspace workspace) {
		Workspace next = workspace.provisioning(this.records.now());
		return accept(workspace.id(), () -> this.records.replace(workspace, next) ? provision(next) : null);
	}

	/**
	 * Do something else about a workspace, in its turn.
	 * @param workspaceId the id of the workspace
	 * @param attempt what to do
	 * @param ended called when it has been done, or is never going to be
	 * @throws WorkspaceHandlerClosedException if nothing is accepted any more
	 */
	void submit(String workspaceId, Runnable attempt, Runnable ended) {
		accept(workspaceId, () -> this.executor.submit(workspaceId, attempt, (ex) -> {
		}).thenRun(ended));
	}

	private <T extends @Nullable Object> T accept(String workspaceId, Supplier<T> action) {
		return this.executor.claim(workspaceId, () -> {
			if (!this.accepting) {
				throw new WorkspaceHandlerClosedException();
			}
			return action.get();
		});
	}

	private Workspace provision(Workspace workspace) {
		ProvisioningTimeline timeline = this.launcher.timeline(workspace);
		try {
			this.executor.submit(workspace.id(), () -> this.launcher.provision(workspace, this.envMutators, timeline),
					(ex) -> failWithoutProvisioning(workspace, RunningWorkspaces.causeOf(ex)));
		}
		catch (RuntimeException ex) {
			failWithoutProvisioning(workspace, ex);
			throw ex;
		}
		return workspace;
	}

	private void failWithoutProvisioning(Workspace workspace, Throwable ex) {
		String cause = this.executor.isClosed() ? CLOSED : PrintableText.nameOf(ex.getClass());
		this.records.fail(workspace, "provisioning: " + cause);
	}

	/**
	 * Stop a workspace that is being provisioned, which then is not started.
	 * @param workspace its record
	 * @return its next record; {@code null} if somebody else made that
	 */
	@Nullable Workspace cancel(Workspace workspace) {
		Runnable cancellation = this.executor.cancellation(workspace.id());
		Workspace stopped = workspace.stopped(this.records.now());
		if (!this.records.replace(workspace, stopped)) {
			return null;
		}
		cancellation.run();
		return stopped;
	}

	boolean isAccepting() {
		return this.accepting;
	}

	void stopAccepting() {
		this.accepting = false;
	}

	/**
	 * Fail the workspaces that this host application is provisioning, and see to it that
	 * they are not started.
	 */
	void failAll() {
		try {
			this.records.getAll()
				.stream()
				.filter((workspace) -> workspace.state() == WorkspaceState.PROVISIONING
						&& this.executor.isBusy(workspace.id()))
				.forEach((workspace) -> this.records.fail(workspace, "provisioning: " + CLOSED));
		}
		finally {
			this.executor.cancelAll();
		}
	}

}
