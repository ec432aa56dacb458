package io.provisionhook.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;
import io.provisionhook.workspace.Reconciliation.Outcome;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceHandler#reconcile}: what an earlier host application left.
 */
@Timeout(300)
class ReconciliationTests {

	private final EarlierHost earlier = new EarlierHost();

	private final WorkspaceHandler handler = this.earlier.handler(Reconciliation.OnInterruption.FAIL,
			Reconciliation.OnOrphan.REPORT);

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	private void assertOutcomes(Map<String, Outcome> outcomes) {
		EarlierHost.assertOutcomes(this.handler.reconcile(), outcomes);
	}

	@Test
	void reconcileWithoutWorkspacesDoesNothing() {
		assertOutcomes(Map.of());
	}

	@Test
	void runningWorkspaceIsAdoptedAndItsEndRecorded() {
		Workspace running = this.earlier.running("w1");
		this.earlier.runtime.left("w1");
		assertOutcomes(Map.of("w1", Outcome.ADOPTED));
		assertThat(this.handler.get("w1")).isEqualTo(running);
		this.earlier.runtime.exit("w1", 3);
		assertThat(this.handler.get("w1").state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(this.handler.get("w1").lastSampleError()).isEqualTo("exited with code 3");
		assertThat(this.handler.get("w1").exitCode()).isEqualTo(3);
	}

	@Test
	void adoptedWorkspaceCanBeStoppedAndStartedAgain() {
		this.earlier.running("w1");
		this.earlier.runtime.left("w1");
		this.handler.reconcile();
		assertThat(this.handler.stop("w1").state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.earlier.runtime.isRunning("w1")).isFalse();
		assertThat(Await.settled(this.handler, this.handler.restart("w1")).state()).isEqualTo(WorkspaceState.RUNNING);
	}

	@Test
	void adoptedWorkspaceWhoseEndCannotBeReadIsFailed() {
		this.earlier.running("w1");
		this.earlier.runtime.left("w1");
		this.handler.reconcile();
		this.earlier.runtime.lose("w1", new IllegalStateException("hunter2"));
		assertThat(this.handler.get("w1").lastSampleError()).isEqualTo("exit: IllegalStateException");
	}

	@Test
	void workspaceThatEndedMeanwhileHasItsExitCode() {
		this.earlier.running("w1");
		this.earlier.running("w2");
		this.earlier.runtime.leftEnded("w1", 0);
		this.earlier.runtime.leftEnded("w2", 137);
		assertOutcomes(Map.of("w1", Outcome.ENDED, "w2", Outcome.ENDED));
		assertThat(this.handler.get("w1").state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.handler.get("w1").exitCode()).isZero();
		assertThat(this.handler.get("w2").state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(this.handler.get("w2").lastSampleError()).isEqualTo("exited with code 137");
	}

	@Test
	void lostWorkspaceIsFailed() {
		this.earlier.running("w1");
		assertOutcomes(Map.of("w1", Outcome.LOST));
		assertThat(this.handler.get("w1").state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(this.handler.get("w1").lastSampleError())
			.isEqualTo("exit: it has ended, and nothing is left that says how");
	}

	@Test
	void workspaceThatCannotOutliveTheHostIsFailedAndTheErrorSaysSo() {
		this.earlier.runtime.outlivesHost = false;
		this.earlier.running("w1");
		assertOutcomes(Map.of("w1", Outcome.LOST));
		assertThat(this.handler.get("w1").lastSampleError()).isEqualTo("exit: it ended with the host application");
	}

	@Test
	void halfProvisionedWorkspaceIsFailedAndWhatHadStartedIsRemoved() {
		this.earlier.provisioning("w1");
		this.earlier.provisioning("w2");
		this.earlier.runtime.left("w2");
		assertOutcomes(Map.of("w1", Outcome.INTERRUPTED, "w2", Outcome.INTERRUPTED));
		for (String id : List.of("w1", "w2")) {
			assertThat(this.handler.get(id).state()).isEqualTo(WorkspaceState.FAILED);
			assertThat(this.handler.get(id).lastSampleError())
				.isEqualTo("provisioning: cut short, since the host application ended or its store was not available");
		}
		assertThat(this.earlier.runtime.isRunning("w2")).isFalse();
		assertThat(this.earlier.runtime.events).contains("remove w2");
	}

	@Test
	void halfProvisionedWorkspaceIsProvisionedAgainAsConfigured() {
		Workspace workspace = this.earlier.provisioning("w1");
		this.earlier.runtime.left("w1");
		Registry registry = new Registry();
		registry.register(EnvMutator.of("fresh", (context, env) -> env.put("RUN", "" + context.generation())));
		try (WorkspaceHandler handler = this.earlier.handler(Reconciliation.OnInterruption.PROVISION,
				Reconciliation.OnOrphan.REPORT)) {
			handler.setEnvMutators(registry);
			assertThat(handler.reconcile().outcomes()).containsExactly(Map.entry("w1", Outcome.PROVISIONED_AGAIN));
			Workspace running = Await.settled(handler, workspace);
			assertThat(running.state()).isEqualTo(WorkspaceState.RUNNING);
			assertThat(running.generation()).isEqualTo(2);
			assertThat(this.earlier.runtime.launch().environment()).containsEntry("RUN", "2");
			assertThat(this.earlier.runtime.events).containsExactly("stop", "remove w1", "start demo");
			assertThat(handler.reconcile().outcomes()).isEmpty();
		}
	}

	@Test
	void workspaceThatRunsAgainstItsRecordIsStopped() {
		Workspace stopped = this.earlier.provisioning("w1").stopped(Instant.EPOCH);
		this.earlier.store.replace(this.earlier.recordOf("w1"), stopped, null);
		this.earlier.runtime.left("w1");
		assertOutcomes(Map.of("w1", Outcome.STOPPED));
		assertThat(this.earlier.runtime.isRunning("w1")).isFalse();
		assertThat(this.handler.get("w1")).isEqualTo(stopped);
	}

	@Test
	void endedWorkspaceIsNotRemoved() {
		this.earlier.store.replace(this.earlier.running("w1"),
				this.earlier.recordOf("w1").exited(new WorkspaceExit(0), Instant.EPOCH), null);
		this.earlier.runtime.leftEnded("w1", 0);
		assertOutcomes(Map.of());
		assertThat(this.earlier.runtime.events).isEmpty();
	}

	@Test
	void orphanIsReported() {
		this.earlier.runtime.left("o1");
		this.earlier.runtime.leftEnded("o2", 0);
		assertOutcomes(Map.of("o1", Outcome.ORPHAN_LEFT, "o2", Outcome.ORPHAN_LEFT));
		assertThat(this.earlier.runtime.events).isEmpty();
		assertThat(this.earlier.runtime.isRunning("o1")).isTrue();
	}

	@Test
	void orphanIsRemovedAsConfigured() throws Exception {
		this.earlier.runtime.left("o1");
		this.earlier.runtime.leftEnded("o2", 0);
		try (WorkspaceHandler handler = this.earlier.handler(Reconciliation.OnInterruption.FAIL,
				Reconciliation.OnOrphan.REMOVE)) {
			Reconciliation result = handler.reconcile();
			assertThat(result.workspaces(Outcome.ORPHAN_REMOVED)).containsExactly("o1", "o2");
			assertThat(result.isComplete()).isTrue();
		}
		assertThat(this.earlier.runtime.workspaceIds()).isEmpty();
	}

	@Test
	void recordsWhenRuntimeIsUnreachableAreKept() {
		Workspace running = this.earlier.running("w1");
		this.earlier.runtime.left("w1");
		this.earlier.runtime.left("o1");
		this.earlier.runtime.inventoryFailure = new IllegalStateException("no engine at unix:///x");
		this.earlier.runtime.adoptFailure = this.earlier.runtime.inventoryFailure;
		Reconciliation result = this.handler.reconcile();
		assertThat(result.isComplete()).isFalse();
		assertThat(result.problem()).isEqualTo("runtime: no engine at unix:///x");
		assertThat(result.outcomes()).isEmpty();
		assertThat(this.handler.get("w1")).isEqualTo(running);
		this.earlier.runtime.inventoryFailure = null;
		this.earlier.runtime.adoptFailure = null;
		assertOutcomes(Map.of("w1", Outcome.ADOPTED, "o1", Outcome.ORPHAN_LEFT));
	}

	@Test
	void workspaceThatCannotBeReconciledDoesNotBlockOthers() {
		this.earlier.running("w1");
		this.earlier.provisioning("w2");
		this.earlier.runtime.left("w2");
		this.earlier.runtime.stopFailure = new IllegalStateException("no answer");
		Reconciliation result = this.handler.reconcile();
		assertThat(result.problem()).isEqualTo("workspace 'w2': no answer");
		assertThat(result.outcomes()).containsExactly(Map.entry("w1", Outcome.LOST));
		assertThat(this.handler.get("w2").state()).isEqualTo(WorkspaceState.PROVISIONING);
	}

	@Test
	void leasesOfAdoptedWorkspaceAreMonitored() {
		Instant end = Instant.now().plus(Duration.ofHours(1));
		this.earlier.running("w1", new RunReport(List.of(), List.of(change("TOKEN", end), change("OTHER", null)),
				List.of(), List.of(), Duration.ZERO));
		this.earlier.runtime.left("w1");
		this.handler.reconcile();
		assertThat(this.handler.soonestLeaseEnd()).contains(end);
		this.earlier.runtime.exit("w1", 0);
		assertThat(this.handler.soonestLeaseEnd()).isEmpty();
	}

	@Test
	void leaseOfAdoptedWorkspaceHasItsFullLength() {
		Instant start = Instant.now().minus(Duration.ofMinutes(58));
		Instant end = Instant.now().plus(Duration.ofMinutes(2));
		RunReport report = new RunReport(List.of(), List.of(change("TOKEN", end)), List.of(), List.of(), Duration.ZERO);
		this.earlier.store.insert(new Workspace("w1", WorkspaceRequest.named("demo").build(), WorkspaceState.RUNNING,
				null, null, report, start, start, 1, 1));
		this.earlier.runtime.left("w1");
		List<LeaseExpiry> expiries = new CopyOnWriteArrayList<>();
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.earlier.runtime)
			.store(this.earlier.store)
			.onExpiry(LeaseExpiry.Action.RESTART)
			.leaseExpiryListener(expiries::add)
			.build()) {
			handler.reconcile();
			assertThat(expiries).extracting(LeaseExpiry::action).containsExactly(LeaseExpiry.Action.RESTART);
			Await.patiently().until(() -> this.earlier.recordOf("w1").generation() == 2);
		}
	}

	@Test
	void leaseOfVariableThatWasWrittenOverCountsNoMore() {
		Instant end = Instant.now().plus(Duration.ofHours(1));
		this.earlier.running("w1", new RunReport(List.of(), List.of(change("TOKEN", end), change("TOKEN", null)),
				List.of(), List.of(), Duration.ZERO));
		this.earlier.runtime.left("w1");
		this.handler.reconcile();
		assertThat(this.handler.soonestLeaseEnd()).isEmpty();
	}

	private static VariableChange change(String variable, @Nullable Instant expiresAt) {
		return new VariableChange(variable, VariableChange.Action.ADDED, "m", null, true, expiresAt);
	}

}
