package io.provisionhook.workspace;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WorkspaceHandler}: stop of workspaces that are being provisioned.
 */
@Timeout(300)
class WorkspaceCancellationTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final Registry registry = new Registry();

	private final CountDownLatch began = new CountDownLatch(1);

	private final CountDownLatch proceed = new CountDownLatch(1);

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).concurrency(1).build();

	@BeforeEach
	void setEnvMutators() {
		this.handler.setEnvMutators(this.registry);
	}

	@AfterEach
	void closeHandler() {
		this.proceed.countDown();
		this.handler.close();
	}

	@Test
	void stopInterruptsMutatorAndStartsNothing() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		this.registry.register(EnvMutator.of("slow", (context, env) -> {
			this.began.countDown();
			try {
				Await.latch(this.proceed);
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
				throw ex;
			}
		}));
		Workspace workspace = this.handler.create(this.request);
		Await.latch(this.began);
		Workspace stopped = this.handler.stop(workspace.id());
		assertThat(stopped.state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(stopped.lastSampleError()).isNull();
		awaitEnd(workspace);
		Await.latch(interrupted);
		assertThat(this.runtime.events).isEmpty();
		assertThat(this.handler.get(workspace.id())).isEqualTo(stopped);
	}

	@Test
	void stopStartsNothingEvenIfMutatorIgnoresInterruption() throws Exception {
		this.registry.register(EnvMutator.of("deaf", (context, env) -> {
			this.began.countDown();
			Await.latchIgnoringInterruption(this.proceed);
		}));
		Workspace workspace = this.handler.create(this.request);
		Await.latch(this.began);
		Workspace stopped = this.handler.stop(workspace.id());
		this.proceed.countDown();
		awaitEnd(workspace);
		assertThat(this.runtime.events).isEmpty();
		assertThat(this.handler.get(workspace.id())).isEqualTo(stopped);
	}

	@Test
	void stopOfWaitingWorkspaceRunsNoMutatorForIt() throws Exception {
		AtomicBoolean ran = new AtomicBoolean();
		this.registry.register(EnvMutator.of("slow", (context, env) -> {
			if (context.request().name().equals("waiting")) {
				ran.set(true);
			}
			this.began.countDown();
			Await.latch(this.proceed);
		}));
		Workspace first = this.handler.create(this.request);
		Await.latch(this.began);
		Workspace waiting = this.handler.create(WorkspaceRequest.named("waiting").build());
		Workspace stopped = this.handler.stop(waiting.id());
		Workspace last = this.handler.create(this.request);
		this.proceed.countDown();
		assertThat(Await.settled(this.handler, first).state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(Await.settled(this.handler, last).state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(ran).isFalse();
		assertThat(this.handler.get(waiting.id())).isEqualTo(stopped);
		assertThat(stopped.state()).isEqualTo(WorkspaceState.STOPPED);
	}

	@Test
	void stopDuringStartStopsWhatWasStarted() throws Exception {
		this.runtime.beforeStart = () -> {
			this.began.countDown();
			Await.latchIgnoringInterruption(this.proceed);
		};
		assertStoppedAfterStart();
	}

	@Test
	void stopDuringStartStopsWhatWasStartedOnInterruptedThread() throws Exception {
		this.runtime.beforeStart = () -> {
			this.began.countDown();
			Await.latchIgnoringInterruption(this.proceed);
			Thread.currentThread().interrupt();
		};
		assertStoppedAfterStart();
	}

	private void assertStoppedAfterStart() throws InterruptedException {
		Workspace workspace = this.handler.create(this.request);
		Await.latch(this.began);
		Workspace stopped = this.handler.stop(workspace.id());
		assertThat(stopped.state()).isEqualTo(WorkspaceState.STOPPED);
		this.proceed.countDown();
		awaitEnd(workspace);
		assertThat(this.runtime.events).containsExactly("start demo", "stop");
		assertThat(this.runtime.isRunning(workspace.id())).isFalse();
		assertThat(this.handler.get(workspace.id())).isEqualTo(stopped);
	}

	private void awaitEnd(Workspace workspace) {
		Await.patiently().until(() -> !this.handler.isBusy(workspace.id()));
	}

	@Test
	void restartWhileProvisioningIsRefused() throws Exception {
		this.registry.register(EnvMutator.of("slow", (context, env) -> {
			this.began.countDown();
			Await.latch(this.proceed);
		}));
		Workspace workspace = this.handler.create(this.request);
		Await.latch(this.began);
		assertThatExceptionOfType(WorkspaceStateException.class).isThrownBy(() -> this.handler.restart(workspace.id()))
			.withMessage("Workspace '" + workspace.id() + "' is PROVISIONING and can't be restarted")
			.satisfies((ex) -> assertThat(ex.getState()).isEqualTo(WorkspaceState.PROVISIONING));
		this.proceed.countDown();
		assertThat(Await.settled(this.handler, workspace).state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.runtime.launches).hasSize(1);
	}

}
