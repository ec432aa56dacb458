package io.provisionhook.workspace;

import java.io.IOError;
import java.io.IOException;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.Reconciliation.Outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link WorkspaceHandler#isReconciled}: what is a reason to compare records
 * with the runtime again, and that it helps.
 */
@Timeout(300)
class ReconciliationReasonTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final EarlierHost earlier = new EarlierHost();

	private final RecordingRuntime runtime = this.earlier.runtime;

	private final HookedStore store = this.earlier.store;

	private final WorkspaceHandler handler = this.earlier.handler(Reconciliation.OnInterruption.FAIL,
			Reconciliation.OnOrphan.REPORT);

	@BeforeEach
	void reconcile() {
		assertThat(this.handler.isReconciled()).as("nothing was compared yet").isFalse();
		this.handler.reconcile();
		assertThat(this.handler.isReconciled()).isTrue();
	}

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	private void assertReconciledBy(Map<String, Outcome> outcomes) {
		EarlierHost.assertOutcomes(this.handler.reconcile(), outcomes);
		assertThat(this.handler.isReconciled()).isTrue();
	}

	@Test
	void workspaceThatRunsAndEndsIsNone() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.runtime.exit(running.id(), 0);
		assertThat(this.handler.get(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.handler.isReconciled()).isTrue();
	}

	@Test
	void failureThatCouldNotBeRecorded() {
		this.runtime.startFailure = new IllegalStateException("boom");
		this.store.failBefore(WorkspaceState.FAILED);
		Workspace workspace = this.handler.create(this.request);
		Await.patiently().until(() -> !this.handler.isReconciled());
		this.store.work();
		Await.patiently()
			.untilAsserted(() -> assertThat(this.handler.reconcile().outcomes())
				.containsExactly(Map.entry(workspace.id(), Outcome.INTERRUPTED)));
		assertThat(this.handler.isReconciled()).isTrue();
		assertThat(this.handler.get(workspace.id()).lastSampleError())
			.isEqualTo("provisioning: cut short, since the host application ended or its store was not available");
		assertThat(this.log.lines()).containsExactly("SEVERE: Workspace " + workspace.id()
				+ " could not be marked as failed: java.lang.IllegalStateException");
	}

	@Test
	void firstRecordThatTheStoreHasButDidNotConfirm() {
		this.store.afterInsert = (workspace) -> HookedStore.fail();
		assertThatIllegalStateException().isThrownBy(() -> this.handler.create(this.request))
			.withMessage("store unavailable");
		assertThat(this.handler.isReconciled()).isFalse();
		assertReconciledBy(
				Map.of(this.handler.list(WorkspaceQuery.newest(1000)).workspaces().get(0).id(), Outcome.INTERRUPTED));
	}

	@Test
	void endThatCouldNotBeRecorded() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.store.failBefore(WorkspaceState.FAILED);
		this.runtime.exit(running.id(), 1);
		assertThat(this.handler.isReconciled()).isFalse();
		this.store.work();
		this.runtime.leftEnded(running.id(), 1);
		assertReconciledBy(Map.of(running.id(), Outcome.ENDED));
		assertThat(this.handler.get(running.id()).lastSampleError()).isEqualTo("exited with code 1");
		assertThat(this.log.lines()).containsExactly("SEVERE: Workspace " + running.id()
				+ " could not be marked as failed: java.lang.IllegalStateException");
	}

	@Test
	void workspaceThatCouldNeitherBeRecordedNorStopped() {
		this.store.failBefore(WorkspaceState.RUNNING);
		this.runtime.stopFailure = new IllegalStateException("no answer");
		Workspace failed = Await.settled(this.handler, this.handler.create(this.request));
		Await.patiently().until(() -> !this.handler.isReconciled());
		this.runtime.stopFailure = null;
		Await.patiently()
			.untilAsserted(() -> assertThat(this.handler.reconcile().outcomes())
				.containsExactly(Map.entry(failed.id(), Outcome.STOPPED)));
		assertThat(this.runtime.isRunning(failed.id())).isFalse();
		assertThat(this.handler.isReconciled()).isTrue();
		assertThat(this.log.lines()).containsExactly("SEVERE: Workspace " + failed.id()
				+ " was started without a record and could not be stopped: java.lang.IllegalStateException");
	}

	@Test
	void recordsThatCouldNotBeRead() {
		this.store.beforeQuery = HookedStore::fail;
		Reconciliation result = this.handler.reconcile();
		assertThat(result.problem()).isEqualTo("store: store unavailable");
		assertThat(this.handler.isReconciled()).isFalse();
		this.store.work();
		assertReconciledBy(Map.of());
	}

	@ParameterizedTest
	@MethodSource("errors")
	void workspaceWhoseRuntimeFailedWithError(Error error) {
		Workspace running = this.earlier.running("w1");
		this.runtime.adoptFailure = error;
		assertThat(this.handler.reconcile().problem()).isEqualTo("workspace 'w1': " + error.getClass().getSimpleName());
		assertThat(this.handler.isReconciled()).isFalse();
		assertThat(this.handler.get("w1")).isEqualTo(running);
		this.runtime.adoptFailure = null;
		assertReconciledBy(Map.of("w1", Outcome.LOST));
	}

	@ParameterizedTest
	@MethodSource("errors")
	void runtimeThatFailedWithError(Error error) {
		this.earlier.running("w1");
		this.runtime.left("w2");
		this.runtime.inventoryFailure = error;
		Reconciliation result = this.handler.reconcile();
		assertThat(result.problem()).isEqualTo("runtime: " + error.getClass().getSimpleName());
		assertThat(result.outcomes()).containsExactly(Map.entry("w1", Outcome.LOST));
		assertThat(this.handler.isReconciled()).isFalse();
		this.runtime.inventoryFailure = null;
		assertReconciledBy(Map.of("w2", Outcome.ORPHAN_LEFT));
	}

	static Stream<Error> errors() {
		return Stream.of(new OutOfMemoryError("unable to create native thread"), new IOError(new IOException("boom")),
				new ServiceConfigurationError("boom"));
	}

}
