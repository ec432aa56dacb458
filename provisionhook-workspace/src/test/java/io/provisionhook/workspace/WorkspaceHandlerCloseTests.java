package io.provisionhook.workspace;

import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WorkspaceHandler#close}.
 */
@Timeout(300)
class WorkspaceHandlerCloseTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final HookedStore store = new HookedStore();

	private final CountDownLatch ended = new CountDownLatch(1);

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
		.store(this.store)
		.concurrency(1)
		.taskDecorator((task) -> () -> {
			task.run();
			this.ended.countDown();
		})
		.build();

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	@Test
	void createIsRefused() {
		this.handler.close();
		assertThatExceptionOfType(WorkspaceHandlerClosedException.class)
			.isThrownBy(() -> this.handler.create(this.request))
			.withMessage("The host application is stopping");
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
	}

	@Test
	void restartIsRefused() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.handler.close();
		assertThatExceptionOfType(WorkspaceHandlerClosedException.class)
			.isThrownBy(() -> this.handler.restart(running.id()))
			.withMessage("The host application is stopping");
		assertThat(this.handler.get(running.id())).isEqualTo(running);
	}

	@Test
	void workspacesBeingProvisionedAreFailedAndNotStarted() throws Exception {
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		Registry registry = new Registry();
		registry.register(EnvMutator.of("slow", (context, env) -> {
			began.countDown();
			try {
				Await.latch(never);
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
				throw ex;
			}
		}));
		this.handler.setEnvMutators(registry);
		Workspace underWay = this.handler.create(this.request);
		Workspace waiting = this.handler.create(this.request);
		Await.latch(began);
		this.handler.close();
		assertThatItFailed(underWay);
		assertThatItFailed(waiting);
		Await.latch(this.ended);
		Await.latch(interrupted);
		assertThatItFailed(underWay);
		assertThat(this.runtime.events).isEmpty();
	}

	@Test
	void workspaceCreatedWhileHandlerClosesIsFailed() {
		this.store.beforeInsert = (workspace) -> this.handler.close();
		Workspace workspace = this.handler.create(this.request);
		assertThatItFailed(workspace);
		assertThat(this.runtime.events).isEmpty();
	}

	@Test
	void runningWorkspacesAreLeftToTheirRuntime() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.handler.close();
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		assertThat(this.runtime.isRunning(running.id())).isTrue();
	}

	@Test
	void runningWorkspaceCanStillBeStopped() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.handler.close();
		assertThat(this.handler.stop(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
	}

	@Test
	void secondCloseChangesNothing() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.handler.close();
		this.handler.close();
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).containsExactly(running);
	}

	private void assertThatItFailed(Workspace workspace) {
		Workspace current = this.handler.get(workspace.id());
		assertThat(current.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(current.lastSampleError()).isEqualTo("provisioning: the host application stopped");
	}

}
