package io.provisionhook.workspace;

import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Registry;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.workspace.internal.KeyedSerialExecutor;
import io.provisionhook.workspace.internal.ProvisioningTimeline;

/**
 * Accepts workspaces and provisions them on the threads of an executor. Thread-safe.
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
	 * @throws WorkspaceHandlerClosedException if this service does not accept tasks
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
	 * @return its next record; {@code null} if the record was replaced before
	 * @throws WorkspaceHandlerClosedException if this service does not accept tasks
	 */
	@Nullable Workspace provisionAgain(Workspace workspace) {
		Workspace next = this.records.provisioning(workspace);
		return accept(workspace.id(), () -> this.records.replace(workspace, next) ? provision(next) : null);
	}

	/**
	 * Submit another task for a workspace. It runs after the earlier tasks of that
	 * workspace.
	 * @param workspaceId the id of the workspace
	 * @param task the task
	 * @param ended called when the task has ended or was refused
	 * @throws WorkspaceHandlerClosedException if this service does not accept tasks
	 */
	void submit(String workspaceId, Runnable task, Runnable ended) {
		accept(workspaceId, () -> this.executor.submit(workspaceId, task, (ex) -> {
		}).thenRun(ended));
	}

	private <T extends @Nullable Object> T accept(String workspaceId, Supplier<T> action) {
		return this.executor.reserve(workspaceId, () -> {
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
					(ex) -> refuse(workspace, RunningWorkspaces.causeOf(ex)));
		}
		catch (RuntimeException ex) {
			refuse(workspace, ex);
			throw ex;
		}
		return workspace;
	}

	private void refuse(Workspace workspace, Throwable ex) {
		String cause = this.executor.isClosed() ? CLOSED : PrintableText.nameOf(ex.getClass());
		this.records.fail(workspace, "provisioning: " + cause);
	}

	/**
	 * Cancel the provisioning of a workspace.
	 * @param workspace its record
	 * @return its next record, in state {@link WorkspaceState#STOPPED}; {@code null} if
	 * the record was replaced before
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
	 * Fail the workspaces that this host application is provisioning, and cancel their
	 * tasks.
	 */
	void failAll() {
		try {
			this.records.forEachPage(this.records.own(Set.of(WorkspaceState.PROVISIONING)),
					(page) -> page.stream()
						.filter((workspace) -> this.executor.isBusy(workspace.id()))
						.forEach((workspace) -> this.records.fail(workspace, "provisioning: " + CLOSED)));
		}
		finally {
			this.executor.cancelAll();
		}
	}

}
