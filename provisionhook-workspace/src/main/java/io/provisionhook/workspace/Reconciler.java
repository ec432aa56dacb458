package io.provisionhook.workspace;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Env;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.workspace.Reconciliation.Outcome;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Compares the records with what the runtime has. What this host application is busy
 * with, or waits for the end of, is left alone: the rest, an earlier one has left. Each
 * workspace is dealt with in its turn, as an attempt to provision it is, so neither can
 * get in the way of the other.
 */
final class Reconciler {

	private final WorkspaceRuntime runtime;

	private final WorkspaceRecords records;

	private final KeyedSerialExecutor executor;

	private final RunningWorkspaces runningWorkspaces;

	private final WorkspaceAdoption adoption;

	Reconciler(WorkspaceRuntime runtime, WorkspaceRecords records, KeyedSerialExecutor executor, RunningWorkspaces runningWorkspaces,
			WorkspaceAdoption adoption) {
		this.runtime = runtime;
		this.records = records;
		this.executor = executor;
		this.runningWorkspaces = runningWorkspaces;
		this.adoption = adoption;
	}

	Reconciliation reconcile() {
		Pass pass = new Pass();
		this.records.setInDoubt(false);
		// Asked before the records are, for a workspace has its record before it starts
		Set<String> present = pass.call("runtime", this.runtime::workspaceIds, Set.of());
		List<Workspace> recorded = pass.call("store", this.records::getAll, List.of());
		pass.run(recorded.stream().filter(this::isUnsettled), Workspace::id, this.adoption::settle);
		pass.run(present.stream(), (id) -> id, this.adoption::settlePresent);
		Reconciliation result = new Reconciliation(new TreeMap<>(pass.outcomes), pass.problem.get());
		if (!result.isComplete()) {
			this.records.setInDoubt(true);
		}
		return result;
	}

	private boolean isUnsettled(Workspace workspace) {
		return workspace.state() == WorkspaceState.PROVISIONING || workspace.state() == WorkspaceState.RUNNING;
	}

	private boolean isLeft(String workspaceId) {
		return !this.executor.isBusy(workspaceId) && !this.runningWorkspaces.isWatching(workspaceId);
	}

	/**
	 * Does something about one workspace.
	 *
	 * @param <T> what is known about it
	 */
	@FunctionalInterface
	private interface Settlement<T> {

		@Nullable Outcome settle(T workspace) throws Exception;

	}

	/**
	 * One comparison of everything.
	 */
	private final class Pass {

		private final ConcurrentMap<String, Outcome> outcomes = new ConcurrentHashMap<>();

		private final AtomicReference<@Nullable String> problem = new AtomicReference<>();

		private <T> void run(Stream<T> workspaces, Function<T, String> id, Settlement<T> settlement) {
			CompletableFuture<?>[] turns = workspaces.filter((workspace) -> isLeft(id.apply(workspace)))
				.map((workspace) -> inTurn(id.apply(workspace), () -> settlement.settle(workspace)))
				.toArray(CompletableFuture<?>[]::new);
			CompletableFuture.allOf(turns).join();
		}

		private CompletableFuture<?> inTurn(String workspaceId, RedactedCall<@Nullable Outcome> settlement) {
			return Reconciler.this.executor.submit(workspaceId, () -> settle(workspaceId, settlement), this::refused)
				.toCompletableFuture();
		}

		private void settle(String workspaceId, RedactedCall<@Nullable Outcome> settlement) {
			Outcome outcome = this.<@Nullable Outcome>call("workspace '" + PrintableText.of(workspaceId) + "'",
					settlement, null);
			if (outcome != null) {
				this.outcomes.put(workspaceId, outcome);
			}
		}

		private void refused(Throwable ex) {
			this.problem.compareAndSet(null, "the host application is stopping");
		}

		private <T extends @Nullable Object> T call(String subject, RedactedCall<T> step, T otherwise) {
			try {
				return RedactedCall.call(subject, Env.of(Map.of()), step);
			}
			catch (ProvisioningException ex) {
				this.problem.compareAndSet(null, ex.getMessage());
			}
			catch (Throwable ex) {
				this.problem.compareAndSet(null, subject + ": " + PrintableText.nameOf(ex.getClass()));
			}
			return otherwise;
		}

	}

}
