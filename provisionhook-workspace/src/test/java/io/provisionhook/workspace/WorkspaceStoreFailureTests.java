package io.provisionhook.workspace;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link WorkspaceHandler}: a store that is not available while a workspace is
 * provisioned.
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
		assertThat(this.handler.list()).isEmpty();
		assertThat(this.runtime.launches).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void findFailsBeforeOrAfterTheMutators(int failing) {
		AtomicInteger finds = new AtomicInteger();
		this.store.beforeFind = (id) -> {
			if (this.handler.isBusy(id) && finds.incrementAndGet() == failing) {
				HookedStore.fail();
			}
		};
		Workspace failed = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(failed.lastSampleError()).isEqualTo("store: store unavailable");
		assertThat(finds).hasValue(failing);
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

}
