package io.provisionhook.workspace;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link WorkspaceHandler}: a store that is not available.
 */
@Timeout(300)
class WorkspaceStoreFailureTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final HookedStore store = new HookedStore();

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
		.store(this.store)
		.concurrency(1)
		.build();

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	@Test
	void insertFails() {
		this.store.beforeInsert = (workspace) -> HookedStore.fail();
		assertThatIllegalStateException().isThrownBy(() -> this.handler.create(this.request))
			.withMessage("store unavailable");
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
		assertThat(this.runtime.launches).isEmpty();
	}

	@Test
	void recordCannotBeReadBeforeTheStart() {
		AtomicInteger finds = new AtomicInteger();
		this.store.beforeFind = (id) -> {
			if (this.handler.isBusy(id) && finds.incrementAndGet() == 1) {
				HookedStore.fail();
			}
		};
		Workspace failed = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(failed.lastSampleError()).isEqualTo("store: store unavailable");
		assertThat(finds).hasValue(1);
		assertThat(this.runtime.events).isEmpty();
	}

	@Test
	void runningCannotBeRecordedSoStartedWorkspaceIsStopped() {
		this.store.failBefore(WorkspaceState.RUNNING);
		Workspace failed = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(failed.lastSampleError()).isEqualTo("store: store unavailable");
		assertThat(failed.exitCode()).isNull();
		assertThat(this.runtime.events).containsExactly("start demo", "stop");
		assertThat(this.runtime.isRunning(failed.id())).isFalse();
	}

	@Test
	void runningIsRecordedByStoreThatThenFailsSoTheRecordIsCorrected() {
		this.store.failAfter(WorkspaceState.RUNNING);
		Workspace workspace = this.handler.create(this.request);
		Workspace failed = Await.inState(this.handler, workspace, WorkspaceState.FAILED);
		assertThat(failed.lastSampleError()).isEqualTo("store: store unavailable");
		assertThat(failed.report()).isNotNull();
		Await.patiently().until(() -> this.runtime.events.equals(List.of("start demo", "stop")));
		assertThat(this.handler.get(workspace.id())).isEqualTo(failed);
	}

	@Test
	void storeFailsForGoodOnceItHasRecordedRunningSoStartedWorkspaceIsStopped() {
		this.store.afterReplace = (next) -> {
			this.store.beforeFind = (id) -> HookedStore.fail();
			HookedStore.fail();
		};
		Workspace workspace = this.handler.create(this.request);
		Await.patiently().until(() -> this.runtime.events.equals(List.of("start demo", "stop")));
		Await.patiently().until(() -> !this.handler.isBusy(workspace.id()));
		assertThat(this.runtime.isRunning(workspace.id())).isFalse();
		assertThat(this.log.lines()).containsExactly(
				"WARNING: The record of workspace " + workspace.id()
						+ " could not be read: java.lang.IllegalStateException",
				"SEVERE: Workspace " + workspace.id()
						+ " could not be marked as failed: java.lang.IllegalStateException");
	}

	@Test
	void workspaceThatCanNeitherBeRecordedNorStoppedIsFailed() {
		this.store.failBefore(WorkspaceState.RUNNING);
		this.runtime.stopFailure = new IllegalStateException("no answer");
		Workspace failed = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(failed.lastSampleError()).isEqualTo("store: store unavailable");
		assertThat(this.log.lines()).containsExactly("SEVERE: Workspace " + failed.id()
				+ " was started without a record and could not be stopped: java.lang.IllegalStateException");
	}

	@Test
	void failureCannotBeRecordedSoTheNextWorkspaceStillGetsItsTurn() {
		this.runtime.startFailure = new IllegalStateException("boom");
		this.store.beforeReplace = (next) -> {
			this.runtime.startFailure = null;
			this.store.beforeReplace = (later) -> {
			};
			HookedStore.fail();
		};
		Workspace stuck = this.handler.create(this.request);
		Workspace next = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(next.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.handler.get(stuck.id())).isEqualTo(stuck);
		assertThat(this.log.lines()).containsExactly(
				"SEVERE: Workspace " + stuck.id() + " could not be marked as failed: java.lang.IllegalStateException");
		assertThat(this.runtime.launches).extracting(WorkspaceLaunch::workspaceId).containsExactly(next.id());
	}

	@Test
	void endCannotBeRecordedSoItIsWhenWorkspaceIsStopped() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.store.failBefore(WorkspaceState.FAILED);
		this.runtime.exit(running.id(), 1);
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		assertThat(this.log.lines()).containsExactly("SEVERE: Workspace " + running.id()
				+ " could not be marked as failed: java.lang.IllegalStateException");
		assertThat(this.handler.stop(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
	}

	@Test
	void endWhileTheRecordCannotBeReadIsFoundByTheNextReconciliation() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(this.handler.reconcile().isComplete()).isTrue();
		this.store.beforeFind = (id) -> HookedStore.fail();
		this.runtime.exit(running.id(), 1);
		this.store.beforeFind = (id) -> {
		};
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		assertThat(this.handler.isReconciled()).isFalse();
		this.handler.reconcile();
		assertThat(this.handler.get(running.id()).state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(this.log.lines()).containsExactly("SEVERE: Workspace " + running.id()
				+ " could not be marked as failed: java.lang.IllegalStateException");
	}

	@Test
	void endAfterStopThatStoreFailedToConfirmIsRecorded() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.store.failAfter(WorkspaceState.STOPPED);
		assertThatIllegalStateException().isThrownBy(() -> this.handler.stop(running.id()))
			.withMessage("store unavailable");
		Await.settled(this.handler, this.handler.restart(running.id()));
		this.runtime.exit(running.id(), 3);
		assertThat(this.handler.get(running.id()).lastSampleError()).isEqualTo("exited with code 3");
	}

	@Test
	void stopCannotBeRecordedSoWorkspaceIsStoppedByTheNext() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.store.failBefore(WorkspaceState.STOPPED);
		assertThatIllegalStateException().isThrownBy(() -> this.handler.stop(running.id()))
			.withMessage("store unavailable");
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		this.store.beforeReplace = (next) -> {
		};
		assertThat(this.handler.stop(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
	}

	@Test
	void stopWhileProvisioningCannotBeRecordedSoTheWorkspaceStarts() throws Exception {
		CountDownLatch proceed = new CountDownLatch(1);
		Registry registry = new Registry();
		registry.register(EnvMutator.of("slow", (context, env) -> Await.latch(proceed)));
		this.handler.setEnvMutators(registry);
		this.store.failBefore(WorkspaceState.STOPPED);
		Workspace workspace = this.handler.create(this.request);
		assertThatIllegalStateException().isThrownBy(() -> this.handler.stop(workspace.id()))
			.withMessage("store unavailable");
		proceed.countDown();
		assertThat(Await.settled(this.handler, workspace).state()).isEqualTo(WorkspaceState.RUNNING);
	}

	@Test
	void restartCannotBeRecordedSoWorkspaceThatWasStoppedForItIsFailed() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.store.failBefore(WorkspaceState.PROVISIONING);
		Workspace failed = Await.settled(this.handler, this.handler.restart(running.id()));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(failed.lastSampleError()).isEqualTo("stop: store unavailable");
		assertThat(this.runtime.events).containsExactly("start demo", "stop");
	}

	@Test
	void restartWasRecordedAlthoughTheStoreFailedSoItIsFailed() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.store.failAfter(WorkspaceState.PROVISIONING);
		Workspace failed = Await.settled(this.handler, this.handler.restart(running.id()));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(failed.lastSampleError()).isEqualTo("stop: store unavailable");
		assertThat(failed.generation()).isEqualTo(2);
		assertThat(this.runtime.events).containsExactly("start demo", "stop");
	}

	@Test
	void findFailsSoNothingIsDone() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.store.beforeFind = (id) -> HookedStore.fail();
		for (Runnable call : List.<Runnable>of(() -> this.handler.get(running.id()),
				() -> this.handler.stop(running.id()), () -> this.handler.restart(running.id()))) {
			assertThatIllegalStateException().isThrownBy(call::run).withMessage("store unavailable");
		}
		this.store.beforeFind = (id) -> {
		};
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		assertThat(this.runtime.events).containsExactly("start demo");
	}

	@Test
	void findAllFailsSoCloseStillEndsWhatIsUnderWay() throws Exception {
		CountDownLatch began = new CountDownLatch(1);
		Registry registry = new Registry();
		registry.register(EnvMutator.of("slow", (context, env) -> {
			began.countDown();
			Await.latch(new CountDownLatch(1));
		}));
		this.handler.setEnvMutators(registry);
		Workspace workspace = this.handler.create(this.request);
		Await.latch(began);
		this.store.beforeQuery = HookedStore::fail;
		assertThatIllegalStateException().isThrownBy(this.handler::close).withMessage("store unavailable");
		Workspace failed = Await.settled(this.handler, workspace);
		assertThat(failed.lastSampleError()).isEqualTo("provisionhook: cancelled at \"slow\"");
		assertThat(this.runtime.events).isEmpty();
	}

}
