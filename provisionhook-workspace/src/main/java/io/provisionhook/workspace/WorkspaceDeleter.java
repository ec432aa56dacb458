package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;
import io.provisionhook.workspace.WorkspaceQuery.Cursor;

/**
 * Deletes workspaces that have ended: everything that the runtime keeps for them, and
 * then their records. A deletion is a task of the workspace, so the workspace is not
 * started concurrently. After the retention time, workspaces are deleted automatically.
 * Thread-safe.
 */
final class WorkspaceDeleter {

	private static final Logger logger = System.getLogger(WorkspaceDeleter.class.getName());

	private static final Set<WorkspaceState> ENDED = Set.of(WorkspaceState.STOPPED, WorkspaceState.FAILED);

	private static final int BATCH_SIZE = 100;

	private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

	private final TimeLimitedRuntime runtime;

	private final WorkspaceRecords records;

	private final ProvisioningService provisioning;

	private final WorkspaceClock clock;

	private final Predicate<Workspace> isElsewhere;

	/**
	 * Create a deleter.
	 * @param runtime the runtime
	 * @param retention the retention time; {@code null} to keep all workspaces
	 * @param records the records
	 * @param provisioning runs the tasks of workspaces
	 * @param clock the clock
	 * @param isElsewhere whether another host application has to delete a workspace
	 */
	WorkspaceDeleter(TimeLimitedRuntime runtime, @Nullable Duration retention, WorkspaceRecords records,
			ProvisioningService provisioning, WorkspaceClock clock, Predicate<Workspace> isElsewhere) {
		this.isElsewhere = isElsewhere;
		this.runtime = runtime;
		this.records = records;
		this.provisioning = provisioning;
		this.clock = clock;
		if (retention != null) {
			deleteLater(retention);
		}
	}

	private void deleteLater(Duration retention) {
		Duration pause = (retention.compareTo(LONGEST_PAUSE) < 0) ? retention : LONGEST_PAUSE;
		Future<?> unused = this.clock.schedule(() -> {
			deleteEndedBefore(this.clock.instant().minus(retention));
			deleteLater(retention);
		}, pause);
	}

	private void deleteEndedBefore(Instant limit) {
		try {
			WorkspaceQuery query = WorkspaceQuery.newest(BATCH_SIZE).in(ENDED).updatedBefore(limit);
			List<Workspace> batch = this.records.find(query);
			while (!batch.isEmpty() && this.provisioning.isAccepting()) {
				batch.stream().filter(this.isElsewhere.negate()).forEach(this::deleteOrLog);
				batch = this.records.find(query.after(Cursor.of(batch.get(batch.size() - 1))));
			}
		}
		catch (Throwable ex) {
			logger.log(Level.WARNING, "Workspaces that have ended could not be read to be deleted: {0}",
					PrintableText.nameOf(ex.getClass()));
		}
	}

	private void deleteOrLog(Workspace ended) {
		try {
			await(ended.id(), submit(ended.id(), ended));
		}
		catch (WorkspaceStateException | WorkspaceNotFoundException | WorkspaceHandlerClosedException ex) {
			// It was deleted or started again in the meantime, or the handler is closed
		}
		catch (WorkspaceRuntimeException ex) {
			logger.log(Level.WARNING, ex.getMessage());
		}
		catch (RuntimeException ex) {
			logger.log(Level.WARNING, "Workspace {0} could not be deleted: {1}", PrintableText.of(ended.id()),
					PrintableText.nameOf(ex.getClass()));
		}
	}

	/**
	 * Delete a workspace, and return when it is deleted.
	 * @param workspaceId the id of the workspace
	 * @throws WorkspaceNotFoundException if there is no workspace with that id
	 * @throws WorkspaceStateException if it has not ended
	 * @throws WorkspaceRuntimeException if it could not be removed completely
	 * @throws WorkspaceHandlerClosedException if the handler is closed
	 */
	void delete(String workspaceId) {
		await(workspaceId, submit(workspaceId, null));
	}

	private CompletableFuture<@Nullable Void> submit(String workspaceId, @Nullable Workspace expected) {
		CompletableFuture<@Nullable Void> deletion = new CompletableFuture<>();
		this.provisioning.submit(workspaceId, () -> complete(deletion, workspaceId, expected),
				() -> deletion.cancel(false));
		return deletion;
	}

	private void complete(CompletableFuture<@Nullable Void> deletion, String workspaceId,
			@Nullable Workspace expected) {
		try {
			deleteNow(workspaceId, expected);
			deletion.complete(null);
		}
		catch (Throwable ex) {
			deletion.completeExceptionally(ex);
		}
	}

	private void deleteNow(String workspaceId, @Nullable Workspace expected) {
		Workspace workspace = this.records.get(workspaceId);
		if (!workspace.state().isEnded() || (expected != null && expected.version() != workspace.version())) {
			throw new WorkspaceStateException(workspace, "deleted");
		}
		try {
			this.runtime.removeUninterruptibly(workspaceId, workspace.generation());
		}
		catch (Exception ex) {
			throw new WorkspaceRuntimeException("Workspace '" + PrintableText.of(workspaceId)
					+ "' could not be deleted: " + PrintableText.nameOf(ex.getClass()), null);
		}
		if (!this.records.delete(workspace)) {
			throw new WorkspaceStateException(this.records.get(workspaceId), "deleted");
		}
	}

	// An interruption of this thread does not cancel the deletion
	private static void await(String workspaceId, CompletableFuture<?> deletion) {
		try {
			deletion.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new WorkspaceRuntimeException(
					"Workspace '" + PrintableText.of(workspaceId) + "' may not be deleted yet: interrupted", null);
		}
		catch (CancellationException ex) {
			throw new WorkspaceHandlerClosedException();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new CompletionException(ex.getCause());
		}
	}

}
