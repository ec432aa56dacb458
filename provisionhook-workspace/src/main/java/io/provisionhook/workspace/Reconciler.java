package io.provisionhook.workspace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Env;
import io.provisionhook.Lease;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.Reconciliation.Outcome;
import io.provisionhook.workspace.instance.Instance;
import io.provisionhook.workspace.internal.KeyedSerialExecutor;
import io.provisionhook.workspace.internal.Membership;
import io.provisionhook.workspace.internal.ProvisioningException;
import io.provisionhook.workspace.internal.RedactedCall;
import io.provisionhook.workspace.runtime.WorkspaceExit;

/**
 * Compares the records with the workspaces of the runtime, and corrects the differences.
 * Workspaces that this host application provisions or runs are skipped: all others were
 * left by an earlier host application. The reconciliation of a workspace is a task of
 * that workspace, so it is not provisioned concurrently. Thread-safe.
 */
final class Reconciler {

	private static final String INTERRUPTED = "provisioning: cut short, since the host application ended or its store was not available";

	private static final String LOST = "exit: it has ended, and nothing is left that says how";

	private static final String LOST_WITH_HOST = "exit: it ended with the host application";

	private static final Set<WorkspaceState> ENDED = Set.of(WorkspaceState.STOPPED, WorkspaceState.FAILED);

	private static final Set<WorkspaceState> LIVE = Set.of(WorkspaceState.PROVISIONING, WorkspaceState.RUNNING);

	private final TimeLimitedRuntime runtime;

	private final WorkspaceRecords records;

	private final KeyedSerialExecutor executor;

	private final ProvisioningService provisioning;

	private final RunningWorkspaces runningWorkspaces;

	private final LeaseMonitor leases;

	private final Reconciliation.OnInterruption onInterruption;

	private final Reconciliation.OnOrphan onOrphan;

	private final Reconciliation.OnHostLoss onHostLoss;

	private final Membership membership;

	Reconciler(WorkspaceHandler.Builder builder, TimeLimitedRuntime runtime, WorkspaceRecords records,
			KeyedSerialExecutor executor, ProvisioningService provisioning, RunningWorkspaces runningWorkspaces,
			LeaseMonitor leases, Membership membership) {
		this.runtime = runtime;
		this.records = records;
		this.executor = executor;
		this.provisioning = provisioning;
		this.runningWorkspaces = runningWorkspaces;
		this.leases = leases;
		this.onInterruption = builder.onInterruption;
		this.onOrphan = builder.onOrphan;
		this.onHostLoss = builder.onHostLoss;
		this.membership = membership;
	}

	Reconciliation reconcile() {
		Pass pass = new Pass();
		this.records.setInDoubt(false);
		boolean joined = pass.call("host", () -> {
			this.membership.join();
			this.records.pollRemoteChanges();
			return true;
		}, false);
		if (joined) {
			// Read before the records, for a workspace has its record before it starts
			Set<String> present = pass.call("runtime", this.runtime::workspaceIds, Set.of());
			pass.run(WorkspaceQuery.newest(WorkspaceRecords.PAGE_SIZE).in(LIVE));
			pass.run(present.stream(), (id) -> id, this::reconcilePresent);
		}
		return result(pass);
	}

	/**
	 * Take over the workspaces of host applications that are gone.
	 * @param owners the ids of the host applications
	 * @return the result
	 */
	Reconciliation takeOver(Set<String> owners) {
		Pass pass = new Pass();
		for (String owner : owners) {
			pass.run(WorkspaceQuery.newest(WorkspaceRecords.PAGE_SIZE).in(LIVE).ownedBy(owner));
		}
		Set<String> present = pass.call("runtime", this.runtime::workspaceIds, Set.of());
		for (String owner : owners) {
			pass.runEnded(owner, present);
		}
		return result(pass);
	}

	private Reconciliation result(Pass pass) {
		Reconciliation result = new Reconciliation(new TreeMap<>(pass.outcomes), pass.problem.get());
		if (!result.isComplete() || pass.skipped) {
			this.records.setInDoubt(true);
		}
		return result;
	}

	private boolean isUnattended(String workspaceId) {
		return !this.executor.isBusy(workspaceId) && !this.runningWorkspaces.contains(workspaceId);
	}

	// A workspace that is running or being provisioned, according to its record
	private @Nullable Outcome reconcileRecord(Workspace recorded) throws Exception {
		Workspace workspace = recorded;
		if (isOwn(recorded) && !this.records.isCurrent(recorded)) {
			return null;
		}
		// That of another host is replaced only if it is current
		if (!isOwn(recorded)) {
			if (!this.membership.isGone(recorded.owner())) {
				return null;
			}
			if (!isHere(recorded)) {
				return (this.membership.otherAt(recorded.location()) == null) ? reconcileLost(recorded) : null;
			}
			workspace = this.records.takeOver(recorded);
			if (workspace == null) {
				return null;
			}
		}
		return switch (workspace.state()) {
			case PROVISIONING -> reconcileInterrupted(workspace);
			case RUNNING -> adopt(workspace);
			case STOPPED, FAILED -> null;
		};
	}

	private boolean isOwn(Workspace workspace) {
		return Objects.equals(workspace.owner(), this.membership.id());
	}

	private boolean isHere(Workspace workspace) {
		return workspace.owner() == null || workspace.location().equals(this.membership.location());
	}

	// Nobody reaches the place where it ran
	private @Nullable Outcome reconcileLost(Workspace workspace) {
		String error = "host \"" + Instance.nameOf(String.valueOf(workspace.owner())) + "\" is gone";
		return switch (this.onHostLoss) {
			case FAIL -> replace(workspace, failed(workspace, error), Outcome.LOST);
			case PROVISION -> (this.provisioning.provisionAgain(workspace) != null) ? Outcome.PROVISIONED_AGAIN : null;
		};
	}

	private @Nullable Outcome reconcileInterrupted(Workspace workspace) throws Exception {
		if (this.runtime.outlivesHost()) {
			this.runtime.removeUninterruptibly(workspace.id(), workspace.generation());
		}
		else {
			// The directory of earlier runs has to be there for the next one
			this.runtime.stopUninterruptibly(workspace.id(), workspace.generation());
		}
		return switch (this.onInterruption) {
			case FAIL -> replace(workspace, failed(workspace, INTERRUPTED), Outcome.INTERRUPTED);
			case PROVISION -> (this.provisioning.provisionAgain(workspace) != null) ? Outcome.PROVISIONED_AGAIN : null;
		};
	}

	private @Nullable Outcome adopt(Workspace running) throws Exception {
		SecretRedactor redactor = SecretRedactor.of(Set.of());
		Optional<CompletionStage<WorkspaceExit>> exit = this.runtime.adopt(running.id(), running.generation(),
				redactor);
		if (exit.isEmpty() && !this.runtime.outlivesHost() && this.onHostLoss == Reconciliation.OnHostLoss.PROVISION) {
			return (this.provisioning.provisionAgain(running) != null) ? Outcome.PROVISIONED_AGAIN : null;
		}
		if (exit.isEmpty()) {
			String error = this.runtime.outlivesHost() ? LOST : LOST_WITH_HOST;
			return replace(running, failed(running, error), Outcome.LOST);
		}
		this.runningWorkspaces.registerAdopted(running, redactor);
		this.leases.resume(running, leasesOf(running.report()));
		this.runningWorkspaces.awaitExit(running, exit.get());
		boolean current = this.records.isCurrent(running);
		if (!current) {
			this.leases.remove(running.run());
		}
		return current ? Outcome.ADOPTED : Outcome.ENDED;
	}

	private Workspace failed(Workspace workspace, String error) {
		return workspace.failed(error, workspace.report(), this.records.now());
	}

	private @Nullable Outcome replace(Workspace workspace, Workspace next, Outcome outcome) {
		return this.records.replace(workspace, next) ? outcome : null;
	}

	// The renewal of leases has ended with the earlier host application
	private static Map<String, Lease> leasesOf(@Nullable RunReport report) {
		Map<String, Lease> leases = new HashMap<>();
		if (report != null) {
			report.changes()
				.forEach((change) -> leases.compute(change.variable(),
						(variable, earlier) -> (change.expiresAt() != null) ? Lease.until(change.expiresAt()) : null));
		}
		return leases;
	}

	// A workspace that is present in the runtime
	private @Nullable Outcome reconcilePresent(String workspaceId) throws Exception {
		Workspace workspace = this.records.find(workspaceId).orElse(null);
		if (workspace == null) {
			return reconcileOrphan(workspaceId);
		}
		return switch (workspace.state()) {
			case STOPPED, FAILED -> stopIfRunning(workspaceId, workspace.generation());
			// It was provisioned again elsewhere, while this host was taken for dead
			case PROVISIONING, RUNNING ->
				isHere(workspace) ? null : stopIfRunning(workspaceId, workspace.generation() - 1);
		};
	}

	private Outcome reconcileOrphan(String workspaceId) throws Exception {
		return switch (this.onOrphan) {
			case REPORT -> Outcome.ORPHAN_LEFT;
			case REMOVE -> {
				this.runtime.remove(workspaceId, Long.MAX_VALUE);
				yield Outcome.ORPHAN_REMOVED;
			}
		};
	}

	private @Nullable Outcome stopIfRunning(String workspaceId, long generation) throws Exception {
		if (!this.runtime.isRunning(workspaceId)) {
			return null;
		}
		this.runtime.stop(workspaceId, generation);
		return Outcome.STOPPED;
	}

	/**
	 * Reconciles one workspace.
	 *
	 * @param <T> the type of the workspace
	 */
	@FunctionalInterface
	private interface Step<T> {

		@Nullable Outcome reconcile(T workspace) throws Exception;

	}

	/**
	 * One reconciliation of all workspaces.
	 */
	private final class Pass {

		private final ConcurrentMap<String, Outcome> outcomes = new ConcurrentHashMap<>();

		private final AtomicReference<@Nullable String> problem = new AtomicReference<>();

		private boolean skipped;

		// Several hosts take over at once, and each begins with its own share
		private void run(WorkspaceQuery query) {
			call("store", () -> {
				Reconciler.this.records.forEachPage(query, (page) -> {
					List<Workspace> left = new ArrayList<>(page);
					left.removeIf((workspace) -> Reconciler.this.membership.isOther(workspace.owner()));
					left.sort(Comparator
						.comparing((workspace) -> !Reconciler.this.membership.hasShareIn(workspace.id())));
					this.skipped |= left.stream()
						.anyMatch((workspace) -> !isOwn(workspace) && !isUnattended(workspace.id()));
					run(left.stream(), Workspace::id, Reconciler.this::reconcileRecord);
				});
				return query;
			}, query);
		}

		// Their owner may have started them although another host had cancelled them
		private void runEnded(String owner, Set<String> present) {
			WorkspaceQuery query = WorkspaceQuery.newest(WorkspaceRecords.PAGE_SIZE).in(ENDED).ownedBy(owner);
			call("store", () -> {
				Reconciler.this.records.forEachPage(query,
						(page) -> run(page.stream().map(Workspace::id).filter(present::contains), (id) -> id,
								Reconciler.this::reconcilePresent));
				return query;
			}, query);
		}

		private <T> void run(Stream<T> workspaces, Function<T, String> id, Step<T> step) {
			CompletableFuture<?>[] tasks = workspaces.filter((workspace) -> isUnattended(id.apply(workspace)))
				.map((workspace) -> submit(id.apply(workspace), () -> step.reconcile(workspace)))
				.toArray(CompletableFuture<?>[]::new);
			CompletableFuture.allOf(tasks).join();
		}

		private CompletableFuture<?> submit(String workspaceId, Callable<@Nullable Outcome> step) {
			return Reconciler.this.executor.submit(workspaceId, () -> reconcile(workspaceId, step), this::refused)
				.toCompletableFuture();
		}

		private void reconcile(String workspaceId, Callable<@Nullable Outcome> step) {
			Outcome outcome = this.<@Nullable Outcome>call("workspace '" + PrintableText.of(workspaceId) + "'", step,
					null);
			if (outcome != null) {
				this.outcomes.put(workspaceId, outcome);
			}
		}

		private void refused(Throwable ex) {
			this.problem.compareAndSet(null, "the host application is stopping");
		}

		private <T extends @Nullable Object> T call(String subject, Callable<T> code, T fallback) {
			try {
				return RedactedCall.call(subject, Env.of(Map.of()), code);
			}
			catch (ProvisioningException ex) {
				this.problem.compareAndSet(null, ex.getMessage());
			}
			catch (Throwable ex) {
				this.problem.compareAndSet(null, subject + ": " + PrintableText.nameOf(ex.getClass()));
			}
			return fallback;
		}

	}

}
