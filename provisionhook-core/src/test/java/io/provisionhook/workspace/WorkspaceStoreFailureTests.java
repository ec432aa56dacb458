package io.provisionhook.workspace;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link WorkspaceHandler}: a store that is not available.
 */
@Timeout(60)
class WorkspaceStoreFailureTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final HookedStore store = new HookedStore();

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
		.store(this.store)
		.concurrency(1)
		.build();

	private final Thread testThread = Thread.currentThread();

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	@Test
	void insertFails() {
		this.store.beforeInsert = (workspace) -> fail();
		assertThatIllegalStateException().isThrownBy(() -> this.handler.create(this.request))
			.withMessage("store unavailable");
		assertThat(this.handler.list()).isEmpty();
		assertThat(this.runtime.launches).isEmpty();
	}

	@Test
	void findFailsBeforeStart() {
		this.store.beforeFind = (id) -> {
			if (Thread.currentThread() != this.testThread) {
				fail();
			}
		};
		Workspace failed = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(failed.lastSampleError()).isEqualTo("store: store unavailable");
		assertThat(this.runtime.events).isEmpty();
	}

	@Test
	void runningCannotBeRecordedSoStartedWorkspaceIsStopped() {
		failWhenReplacingBy(WorkspaceState.RUNNING);
		Workspace failed = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(failed.lastSampleError()).isEqualTo("store: store unavailable");
		assertThat(failed.exitCode()).isNull();
		assertThat(this.runtime.events).containsExactly("start demo", "stop");
		assertThat(this.runtime.isRunning(failed.id())).isFalse();
	}

	@Test
	void workspaceThatCanNeitherBeRecordedNorStoppedIsFailed() {
		failWhenReplacingBy(WorkspaceState.RUNNING);
		this.runtime.stopFailure = new IllegalStateException("no answer");
		Workspace failed = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(failed.lastSampleError()).isEqualTo("store: store unavailable");
	}

	@Test
	void failureCannotBeRecordedSoTheNextWorkspaceStillGetsItsTurn() {
		this.runtime.startFailure = new IllegalStateException("boom");
		this.store.beforeReplace = (next) -> {
			this.runtime.startFailure = null;
			this.store.beforeReplace = (later) -> {
			};
			fail();
		};
		Workspace stuck = this.handler.create(this.request);
		Workspace next = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(next.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.handler.get(stuck.id())).isEqualTo(stuck);
		assertThat(this.runtime.launches).extracting(WorkspaceLaunch::workspaceId).containsExactly(next.id());
	}

	@Test
	void endCannotBeRecordedSoItIsWhenWorkspaceIsStopped() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		failWhenReplacingBy(WorkspaceState.FAILED);
		this.runtime.exit(running.id(), 1);
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		assertThat(this.handler.stop(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
	}

	private void failWhenReplacingBy(WorkspaceState state) {
		this.store.beforeReplace = (next) -> {
			if (next.state() == state) {
				fail();
			}
		};
	}

	private static void fail() {
		throw new IllegalStateException("store unavailable");
	}

}
