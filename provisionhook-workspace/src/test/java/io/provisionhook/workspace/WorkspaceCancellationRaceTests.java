package io.provisionhook.workspace;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceHandler}: stop of a workspace that is being provisioned, at
 * the moments between two of the handler's own steps.
 */
@Timeout(300)
class WorkspaceCancellationRaceTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final AtomicInteger calls = new AtomicInteger();

	private final CountDownLatch began = new CountDownLatch(1);

	private final CountDownLatch interrupted = new CountDownLatch(1);

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile Consumer<Workspace> onChange = (workspace) -> {
	};

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
		.concurrency(1)
		.listener((workspace) -> this.onChange.accept(workspace))
		.taskDecorator((task) -> () -> {
			task.run();
			this.ended.countDown();
		})
		.build();

	@BeforeEach
	void setEnvMutators() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("slow", (context, env) -> {
			if (this.calls.incrementAndGet() == 1) {
				this.began.countDown();
				try {
					Await.latch(new CountDownLatch(1));
				}
				catch (InterruptedException ex) {
					this.interrupted.countDown();
					throw ex;
				}
			}
		}));
		this.handler.setEnvMutators(registry);
	}

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	@Test
	void restartWhileStopIsUnderWayIsNotCancelledByIt() throws Exception {
		this.onChange = (workspace) -> {
			if (workspace.state() == WorkspaceState.STOPPED) {
				this.handler.restart(workspace.id());
			}
		};
		Workspace workspace = this.handler.create(this.request);
		Await.latch(this.began);
		Workspace stopped = this.handler.stop(workspace.id());
		assertThat(stopped.state()).isEqualTo(WorkspaceState.STOPPED);
		Await.latch(this.interrupted);
		Workspace again = Await.settled(this.handler, workspace);
		assertThat(again.lastSampleError()).isNull();
		assertThat(again.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.calls).hasValue(2);
		assertThat(this.runtime.events).containsExactly("start demo");
	}

	@Test
	void stopBeforeWorkspaceIsQueuedRunsNoMutatorForIt() throws Exception {
		this.onChange = (workspace) -> {
			if (workspace.state() == WorkspaceState.PROVISIONING) {
				this.onChange = (next) -> {
				};
				this.handler.stop(workspace.id());
			}
		};
		Workspace workspace = this.handler.create(this.request);
		Await.latch(this.ended);
		assertThat(this.calls).hasValue(0);
		assertThat(this.runtime.events).isEmpty();
		assertThat(this.handler.get(workspace.id()).state()).isEqualTo(WorkspaceState.STOPPED);
	}

}
