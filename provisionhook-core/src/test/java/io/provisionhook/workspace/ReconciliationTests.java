package io.provisionhook.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.RunReport;
import io.provisionhook.VariableAction;
import io.provisionhook.VariableChange;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Reconciliation.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceHandler#reconcile}: what an earlier host application left.
 */
@Timeout(60)
class ReconciliationTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final HookedStore store = new HookedStore();

	private final WorkspaceHandler handler = handler(OnInterruption.FAIL, OnOrphan.REPORT);

	private WorkspaceHandler handler(OnInterruption onInterruption, OnOrphan onOrphan) {
		return WorkspaceHandler.builder(this.runtime)
			.store(this.store)
			.onInterruption(onInterruption)
			.onOrphan(onOrphan)
			.build();
	}

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	private Workspace provisioning(String id) {
		Workspace workspace = Workspace.create(id, this.request);
		this.store.insert(workspace);
		return workspace;
	}

	private Workspace running(String id) {
		return running(id, RunReport.EMPTY);
	}

	private Workspace running(String id, RunReport report) {
		Workspace running = provisioning(id).running(report);
		this.store.replace(provisioningOf(id), running);
		return running;
	}

	private Workspace provisioningOf(String id) {
		return this.store.find(id).orElseThrow();
	}

	private void reconcileTo(Map<String, Outcome> outcomes) {
		Reconciliation result = this.handler.reconcile();
		assertThat(result.problem()).isNull();
		assertThat(result.outcomes()).containsExactlyInAnyOrderEntriesOf(outcomes);
	}

	@Test
	void nothingLeftIsNothingToDo() {
		reconcileTo(Map.of());
	}

	@Test
	void runningWorkspaceIsTakenOverAndItsEndRecorded() {
		Workspace running = running("w1");
		this.runtime.left("w1");
		reconcileTo(Map.of("w1", Outcome.ADOPTED));
		assertThat(this.handler.get("w1")).isEqualTo(running);
		this.runtime.exit("w1", 3);
		assertThat(this.handler.get("w1").state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(this.handler.get("w1").lastSampleError()).isEqualTo("exited with code 3");
		assertThat(this.handler.get("w1").exitCode()).isEqualTo(3);
	}

	@Test
	void workspaceThatWasTakenOverCanBeStoppedAndStartedAgain() {
		running("w1");
		this.runtime.left("w1");
		this.handler.reconcile();
		assertThat(this.handler.stop("w1").state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.runtime.isRunning("w1")).isFalse();
		assertThat(Await.settled(this.handler, this.handler.restart("w1")).state()).isEqualTo(WorkspaceState.RUNNING);
	}

	@Test
	void endThatCannotBeSeenFailsWorkspaceThatWasTakenOverWithoutSayingMore() {
		running("w1");
		this.runtime.left("w1");
		this.handler.reconcile();
		this.runtime.lose("w1", new IllegalStateException("hunter2"));
		assertThat(this.handler.get("w1").lastSampleError()).isEqualTo("exit: IllegalStateException");
	}

	@Test
	void workspaceThatEndedMeanwhileHasItsExitCode() {
		running("w1");
		running("w2");
		this.runtime.leftEnded("w1", 0);
		this.runtime.leftEnded("w2", 137);
		reconcileTo(Map.of("w1", Outcome.ENDED, "w2", Outcome.ENDED));
		assertThat(this.handler.get("w1").state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.handler.get("w1").exitCode()).isZero();
		assertThat(this.handler.get("w2").state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(this.handler.get("w2").lastSampleError()).isEqualTo("exited with code 137");
	}

	@Test
	void workspaceOfWhichNothingIsLeftIsFailed() {
		running("w1");
		reconcileTo(Map.of("w1", Outcome.LOST));
		assertThat(this.handler.get("w1").state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(this.handler.get("w1").lastSampleError())
			.isEqualTo("exit: it ended while the host application was away, nobody knows how");
	}

	@Test
	void halfProvisionedWorkspaceIsFailedAndWhatHadStartedIsRemoved() {
		provisioning("w1");
		provisioning("w2");
		this.runtime.left("w2");
		reconcileTo(Map.of("w1", Outcome.INTERRUPTED, "w2", Outcome.INTERRUPTED));
		for (String id : List.of("w1", "w2")) {
			assertThat(this.handler.get(id).state()).isEqualTo(WorkspaceState.FAILED);
			assertThat(this.handler.get(id).lastSampleError())
				.isEqualTo("provisioning: the host application ended before it was done");
		}
		assertThat(this.runtime.isRunning("w2")).isFalse();
		assertThat(this.runtime.events).contains("remove w2");
	}

	@Test
	void halfProvisionedWorkspaceIsProvisionedAgainAsConfigured() {
		Workspace workspace = provisioning("w1");
		this.runtime.left("w1");
		Registry registry = new Registry();
		registry.register(EnvMutator.of("fresh", (context, env) -> env.put("RUN", "" + context.generation())));
		try (WorkspaceHandler handler = handler(OnInterruption.PROVISION, OnOrphan.REPORT)) {
			handler.setEnvMutators(registry);
			assertThat(handler.reconcile().outcomes()).containsExactly(Map.entry("w1", Outcome.PROVISIONED_AGAIN));
			Workspace running = Await.settled(handler, workspace);
			assertThat(running.state()).isEqualTo(WorkspaceState.RUNNING);
			assertThat(running.generation()).isEqualTo(2);
			assertThat(this.runtime.launch().environment()).containsEntry("RUN", "2");
			assertThat(this.runtime.events).containsExactly("stop", "remove w1", "start demo");
			assertThat(handler.reconcile().outcomes()).isEmpty();
		}
	}

	@Test
	void workspaceThatRunsAgainstItsRecordIsStopped() {
		Workspace stopped = provisioning("w1").stopped();
		this.store.replace(provisioningOf("w1"), stopped);
		this.runtime.left("w1");
		reconcileTo(Map.of("w1", Outcome.STOPPED));
		assertThat(this.runtime.isRunning("w1")).isFalse();
		assertThat(this.handler.get("w1")).isEqualTo(stopped);
	}

	@Test
	void whatIsKeptOfAnEndedWorkspaceIsLeftAlone() {
		this.store.replace(running("w1"), provisioningOf("w1").exited(0));
		this.runtime.leftEnded("w1", 0);
		reconcileTo(Map.of());
		assertThat(this.runtime.events).isEmpty();
	}

	@Test
	void orphanIsReported() {
		this.runtime.left("o1");
		this.runtime.leftEnded("o2", 0);
		reconcileTo(Map.of("o1", Outcome.ORPHAN_LEFT, "o2", Outcome.ORPHAN_LEFT));
		assertThat(this.runtime.events).isEmpty();
		assertThat(this.runtime.isRunning("o1")).isTrue();
	}

	@Test
	void orphanIsRemovedAsConfigured() throws Exception {
		this.runtime.left("o1");
		this.runtime.leftEnded("o2", 0);
		try (WorkspaceHandler handler = handler(OnInterruption.FAIL, OnOrphan.REMOVE)) {
			Reconciliation result = handler.reconcile();
			assertThat(result.workspaces(Outcome.ORPHAN_REMOVED)).containsExactly("o1", "o2");
			assertThat(result.isComplete()).isTrue();
		}
		assertThat(this.runtime.workspaceIds()).isEmpty();
	}

	@Test
	void ownWorkspacesAreNotTouched() throws Exception {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		Registry registry = new Registry();
		registry.register(EnvMutator.of("slow", (context, env) -> {
			began.countDown();
			Await.latch(proceed);
		}));
		this.handler.setEnvMutators(registry);
		Workspace underWay = this.handler.create(this.request);
		Await.latch(began);
		reconcileTo(Map.of());
		proceed.countDown();
		assertThat(Await.settled(this.handler, underWay).state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		assertThat(this.runtime.events).containsExactly("start demo", "start demo");
	}

	@Test
	void workspaceThatIsRecordedAtThisMomentIsNotTouched() throws Exception {
		CountDownLatch recorded = new CountDownLatch(1);
		CountDownLatch reconciled = new CountDownLatch(1);
		this.store.afterInsert = (workspace) -> {
			recorded.countDown();
			Await.latchIgnoringInterruption(reconciled);
		};
		CompletableFuture<Workspace> created = CompletableFuture.supplyAsync(() -> this.handler.create(this.request));
		Await.latch(recorded);
		reconcileTo(Map.of());
		reconciled.countDown();
		assertThat(Await.settled(this.handler, created.join()).state()).isEqualTo(WorkspaceState.RUNNING);
	}

	@Test
	void ownWorkspaceWhoseEndCouldNotBeRecordedIsSettled() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.store.failBefore(WorkspaceState.FAILED);
		this.runtime.exit(running.id(), 1);
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		this.store.beforeReplace = (next) -> {
		};
		reconcileTo(Map.of(running.id(), Outcome.LOST));
	}

	@Test
	void runtimeThatCannotTellLeavesRecordsAsTheyAreUntilItCan() {
		Workspace running = running("w1");
		this.runtime.left("w1");
		this.runtime.left("o1");
		this.runtime.inventoryFailure = new IllegalStateException("no engine at unix:///x");
		this.runtime.adoptFailure = this.runtime.inventoryFailure;
		Reconciliation result = this.handler.reconcile();
		assertThat(result.isComplete()).isFalse();
		assertThat(result.problem()).isEqualTo("runtime: no engine at unix:///x");
		assertThat(result.outcomes()).isEmpty();
		assertThat(this.handler.get("w1")).isEqualTo(running);
		this.runtime.inventoryFailure = null;
		this.runtime.adoptFailure = null;
		reconcileTo(Map.of("w1", Outcome.ADOPTED, "o1", Outcome.ORPHAN_LEFT));
	}

	@Test
	void oneWorkspaceThatCannotBeComparedDoesNotKeepOthersFromIt() {
		running("w1");
		provisioning("w2");
		this.runtime.left("w2");
		this.runtime.stopFailure = new IllegalStateException("no answer");
		Reconciliation result = this.handler.reconcile();
		assertThat(result.problem()).isEqualTo("workspace 'w2': no answer");
		assertThat(result.outcomes()).containsExactly(Map.entry("w1", Outcome.LOST));
		assertThat(this.handler.get("w2").state()).isEqualTo(WorkspaceState.PROVISIONING);
	}

	@Test
	void stopOfHalfProvisionedWorkspaceBeforeItIsComparedIsWhatCounts() {
		provisioning("w1");
		this.runtime.left("w1");
		assertThat(this.handler.stop("w1").state()).isEqualTo(WorkspaceState.STOPPED);
		reconcileTo(Map.of("w1", Outcome.STOPPED));
		assertThat(this.runtime.isRunning("w1")).isFalse();
	}

	@Test
	void workspaceThatIsRestartedMeanwhileIsNotTouched() {
		running("w1");
		this.runtime.left("w1");
		AtomicBoolean first = new AtomicBoolean(true);
		this.store.beforeFind = (id) -> {
			if (id.equals("w1") && first.compareAndSet(true, false)) {
				this.handler.restart("w1");
			}
		};
		reconcileTo(Map.of());
		Workspace again = Await.settled(this.handler, this.handler.get("w1"));
		assertThat(again.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(again.generation()).isEqualTo(2);
		assertThat(this.runtime.events).containsExactly("stop", "start demo");
	}

	@Test
	void closedHandlerComparesNothing() {
		Workspace running = running("w1");
		this.runtime.left("w1");
		this.handler.close();
		Reconciliation result = this.handler.reconcile();
		assertThat(result.problem()).isEqualTo("the host application is stopping");
		assertThat(this.handler.get("w1")).isEqualTo(running);
	}

	@Test
	void leasesOfWorkspaceThatWasTakenOverAreWatched() {
		Instant end = Instant.now().plus(Duration.ofHours(1));
		running("w1", new RunReport(List.of(), List.of(change("TOKEN", end), change("OTHER", null)), List.of(),
				Duration.ZERO));
		this.runtime.left("w1");
		this.handler.reconcile();
		assertThat(this.handler.soonestLeaseEnd()).contains(end);
		this.runtime.exit("w1", 0);
		assertThat(this.handler.soonestLeaseEnd()).isEmpty();
	}

	@Test
	void leaseOfVariableThatWasWrittenOverCountsNoMore() {
		Instant end = Instant.now().plus(Duration.ofHours(1));
		running("w1", new RunReport(List.of(), List.of(change("TOKEN", end), change("TOKEN", null)), List.of(),
				Duration.ZERO));
		this.runtime.left("w1");
		this.handler.reconcile();
		assertThat(this.handler.soonestLeaseEnd()).isEmpty();
	}

	private static VariableChange change(String variable, @Nullable Instant expiresAt) {
		return new VariableChange(variable, VariableAction.ADDED, "m", null, true, expiresAt);
	}

}
