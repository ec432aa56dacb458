package io.provisionhook.workspace;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WorkspaceHandler}: workspaces that are deleted.
 */
@Timeout(300)
class WorkspaceDeletionTests {

	@RegisterExtension
	final LogCapture log = new LogCapture();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final HookedStore store = new HookedStore();

	private final ManualWorkspaceClock clock = new ManualWorkspaceClock();

	private final List<String> deleted = new CopyOnWriteArrayList<>();

	private final WorkspaceHandler.Builder builder = WorkspaceHandler.builder(this.runtime)
		.store(this.store)
		.listener(new WorkspaceListener() {

			@Override
			public void onChange(Workspace workspace) {
			}

			@Override
			public void onDelete(Workspace workspace) {
				WorkspaceDeletionTests.this.deleted.add(workspace.state() + " " + workspace.id());
			}

		});

	private WorkspaceHandler handler = this.builder.build();

	@AfterEach
	void close() {
		this.handler.close();
	}

	@Test
	void deleteWhenWorkspaceHasEndedRemovesItAndItsRecord() {
		Workspace stopped = this.handler.stop(create().id());
		this.handler.delete(stopped.id());
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
		assertThat(this.runtime.events).contains("remove " + stopped.id());
		assertThat(this.deleted).containsExactly("STOPPED " + stopped.id());
		assertThatExceptionOfType(WorkspaceNotFoundException.class).isThrownBy(() -> this.handler.delete(stopped.id()));
	}

	@Test
	void deleteWhenWorkspaceIsRunningStopsItFirst() {
		Workspace running = create();
		this.handler.delete(running.id());
		assertThat(this.runtime.events).containsSubsequence("stop", "remove " + running.id());
		assertThat(this.runtime.isRunning(running.id())).isFalse();
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
	}

	@Test
	void deleteWhenWorkspaceIsBeingProvisionedStartsNothing() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.runtime.whileBase = (progress) -> {
			begun.countDown();
			Await.latchIgnoringInterruption(goOn);
		};
		Workspace provisioning = this.handler.create(WorkspaceRequest.named("demo").build());
		Await.latch(begun);
		Thread deleting = new Thread(() -> this.handler.delete(provisioning.id()));
		deleting.start();
		Await.patiently().until(() -> this.handler.get(provisioning.id()).state(), WorkspaceState.STOPPED::equals);
		goOn.countDown();
		deleting.join(60_000);
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
		assertThat(this.runtime.launches).isEmpty();
	}

	@Test
	void deleteWhenWorkspaceFailedRemovesItsRecord() {
		this.runtime.startFailure = new IOException("no such image");
		Workspace failed = create();
		this.handler.delete(failed.id());
		assertThat(this.deleted).containsExactly("FAILED " + failed.id());
	}

	@Test
	void deleteWhenItCanNotBeRemovedKeepsTheRecord() {
		Workspace stopped = this.handler.stop(create().id());
		this.runtime.stopFailure = new IOException("correct-horse");
		assertThatExceptionOfType(WorkspaceRuntimeException.class).isThrownBy(() -> this.handler.delete(stopped.id()))
			.withMessage("Workspace '" + stopped.id() + "' could not be deleted: IOException")
			.withNoCause();
		assertThat(this.handler.get(stopped.id())).isEqualTo(stopped);
		this.runtime.stopFailure = null;
		this.handler.delete(stopped.id());
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
	}

	@Test
	void deleteWhenItCanNotBeStoppedKeepsWorkspace() {
		Workspace running = create();
		this.runtime.stopFailure = new IOException("no answer");
		assertThatExceptionOfType(WorkspaceRuntimeException.class).isThrownBy(() -> this.handler.delete(running.id()))
			.withMessage("Workspace '" + running.id() + "' could not be stopped: no answer");
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		this.runtime.stopFailure = null;
	}

	@Test
	void deleteWhenWorkspaceIsStartedAgainMeanwhileKeepsIt() {
		Workspace stopped = this.handler.stop(create().id());
		this.store.beforeDelete = (expected) -> {
			this.store.beforeDelete = (later) -> {
			};
			this.handler.restart(stopped.id());
		};
		assertThatExceptionOfType(WorkspaceStateException.class).isThrownBy(() -> this.handler.delete(stopped.id()))
			.withMessage("Workspace '" + stopped.id() + "' is PROVISIONING and can't be deleted");
		Workspace again = Await.settled(this.handler, stopped);
		assertThat(again.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.deleted).isEmpty();
	}

	@Test
	void deleteWhenThereIsNoneIsRefused() {
		assertThatExceptionOfType(WorkspaceNotFoundException.class).isThrownBy(() -> this.handler.delete("unknown"))
			.withMessage("There is no workspace 'unknown'");
	}

	@Test
	void deleteWhenHandlerIsClosedIsRefused() {
		Workspace stopped = this.handler.stop(create().id());
		this.handler.close();
		assertThatExceptionOfType(WorkspaceHandlerClosedException.class)
			.isThrownBy(() -> this.handler.delete(stopped.id()));
		assertThat(this.handler.get(stopped.id())).isEqualTo(stopped);
	}

	@Test
	void sixtyWorkspacesThatEndedAreGoneAfterTheirRetention() {
		withRetention(Duration.ofMinutes(10));
		for (int i = 0; i < 60; i++) {
			this.handler.stop(create().id());
		}
		Workspace running = create();
		this.clock.advance(Duration.ofMinutes(10));
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).hasSize(61);
		this.clock.advance(Duration.ofMinutes(10));
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).containsExactly(running);
		assertThat(this.runtime.events).filteredOn((event) -> event.startsWith("remove ")).hasSize(60);
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void retentionLongerThanAnHourIsLookedAtEachHour() {
		withRetention(Duration.ofDays(30));
		Workspace stopped = this.handler.stop(create().id());
		assertThat(this.clock.delays()).containsExactly(Duration.ofHours(1));
		this.clock.advance(Duration.ofDays(30));
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).containsExactly(stopped);
		this.clock.advance(Duration.ofHours(1));
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
	}

	@Test
	void workspaceThatCanNotBeRemovedIsLoggedAndTriedAgain() {
		withRetention(Duration.ofMinutes(1));
		Workspace stuck = this.handler.stop(create().id());
		this.runtime.stopFailure = new IOException("correct-horse");
		this.clock.advance(Duration.ofMinutes(2));
		assertThat(this.log.lines())
			.containsExactly("WARNING: Workspace '" + stuck.id() + "' could not be deleted: IOException");
		this.runtime.stopFailure = null;
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
	}

	@Test
	void storeThatCanNotBeReadIsLoggedAndReadAgain() {
		withRetention(Duration.ofMinutes(1));
		this.handler.stop(create().id());
		this.store.beforeQuery = HookedStore::fail;
		this.clock.advance(Duration.ofMinutes(2));
		this.store.work();
		assertThat(this.log.lines()).containsExactly(
				"WARNING: Workspaces that have ended could not be read to be deleted: IllegalStateException");
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
	}

	@Test
	void storeThatThrowsAnErrorWhenItIsReadIsLoggedAndReadAgain() {
		withRetention(Duration.ofMinutes(1));
		this.handler.stop(create().id());
		this.store.beforeQuery = () -> {
			throw new NoClassDefFoundError("correct-horse");
		};
		this.clock.advance(Duration.ofMinutes(2));
		this.store.work();
		assertThat(this.log.lines()).containsExactly(
				"WARNING: Workspaces that have ended could not be read to be deleted: NoClassDefFoundError");
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
	}

	@Test
	void workspacesWithoutRetentionAreKept() {
		this.handler.close();
		this.builder.clock(() -> this.clock);
		this.handler = this.builder.build();
		assertThat(this.clock.delays()).isEmpty();
	}

	@Test
	void retentionMustBePositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.retention(Duration.ZERO))
			.withMessage("'retention' must be positive");
	}

	private void withRetention(Duration retention) {
		this.handler.close();
		this.builder.clock(() -> this.clock);
		this.handler = this.builder.retention(retention).build();
	}

	private Workspace create() {
		return Await.settled(this.handler, this.handler.create(WorkspaceRequest.named("demo").build()));
	}

}
