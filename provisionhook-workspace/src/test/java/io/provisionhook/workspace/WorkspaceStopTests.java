package io.provisionhook.workspace;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WorkspaceHandler}: how running workspaces end.
 */
@Timeout(300)
class WorkspaceStopTests {

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).build();

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	@Test
	void stopEndsRunningWorkspace() {
		Workspace running = create();
		Workspace stopped = this.handler.stop(running.id());
		assertThat(stopped).isEqualTo(new Workspace(running.id(), running.request(), WorkspaceState.STOPPED, null, null,
				running.report(), running.createdAt(), stopped.updatedAt(), 1, 2));
		assertThat(this.handler.get(running.id())).isEqualTo(stopped);
		assertThat(this.runtime.events).containsExactly("start demo", "stop");
	}

	@Test
	void stopOfStoppedWorkspaceIsRefused() {
		Workspace workspace = create();
		this.handler.stop(workspace.id());
		assertThatExceptionOfType(WorkspaceStateException.class).isThrownBy(() -> this.handler.stop(workspace.id()))
			.withMessage("Workspace '" + workspace.id() + "' is STOPPED and can't be stopped")
			.satisfies((ex) -> assertThat(ex.getWorkspaceId()).isEqualTo(workspace.id()))
			.satisfies((ex) -> assertThat(ex.getState()).isEqualTo(WorkspaceState.STOPPED));
	}

	@Test
	void stopOfFailedWorkspaceIsRefused() {
		this.runtime.startFailure = new IOException("boom");
		Workspace workspace = create();
		assertThatExceptionOfType(WorkspaceStateException.class).isThrownBy(() -> this.handler.stop(workspace.id()))
			.withMessage("Workspace '" + workspace.id() + "' is FAILED and can't be stopped")
			.satisfies((ex) -> assertThat(ex.getState()).isEqualTo(WorkspaceState.FAILED));
	}

	@Test
	void stopOfEndedWorkspaceThatWasStartedAgainByHandEndsWhatRuns() {
		Workspace stopped = this.handler.stop(create().id());
		this.runtime.left(stopped.id());
		assertThat(this.handler.stop(stopped.id())).isEqualTo(stopped);
		assertThat(this.runtime.isRunning(stopped.id())).isFalse();
		assertThatExceptionOfType(WorkspaceStateException.class).isThrownBy(() -> this.handler.stop(stopped.id()));
		Workspace failed = create();
		this.runtime.exit(failed.id(), 3);
		this.runtime.left(failed.id());
		assertThat(this.handler.stop(failed.id()).lastSampleError()).isEqualTo("exited with code 3");
		assertThat(this.runtime.isRunning(failed.id())).isFalse();
	}

	@Test
	void stopOfEndedWorkspaceThatWasStartedAgainByHandWhenItFailsSaysSo() {
		Workspace stopped = this.handler.stop(create().id());
		this.runtime.left(stopped.id());
		this.runtime.stopFailure = new IOException("engine is gone");
		assertThatExceptionOfType(WorkspaceRuntimeException.class).isThrownBy(() -> this.handler.stop(stopped.id()))
			.withMessageStartingWith("Workspace '" + stopped.id() + "' could not be stopped: ");
		assertThat(this.handler.get(stopped.id())).isEqualTo(stopped);
		this.runtime.stopFailure = null;
	}

	@Test
	void restartOfEndedWorkspaceThatWasStartedAgainByHandEndsWhatRunsFirst() {
		Workspace stopped = this.handler.stop(create().id());
		this.runtime.left(stopped.id());
		this.runtime.events.clear();
		Workspace running = Await.inState(this.handler, this.handler.restart(stopped.id()), WorkspaceState.RUNNING);
		assertThat(this.runtime.events).containsExactly("stop", "start demo");
		assertThat(running.generation()).isEqualTo(2);
		assertThat(this.handler.stop(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
	}

	@Test
	void restartOfEndedWorkspaceWhoseEnvironmentCanNotBeMadeLeavesWhatRuns() {
		Workspace stopped = this.handler.stop(create().id());
		this.runtime.left(stopped.id());
		this.runtime.baseFailure = new IOException("boom");
		Await.inState(this.handler, this.handler.restart(stopped.id()), WorkspaceState.FAILED);
		assertThat(this.runtime.isRunning(stopped.id())).isTrue();
		this.handler.stop(stopped.id());
		assertThat(this.runtime.isRunning(stopped.id())).isFalse();
	}

	@Test
	void endWithReasonIsRecordedWithThatInsteadOfTheCode() {
		Workspace running = create();
		this.runtime.exit(running.id(), new WorkspaceExit(137, "out of memory\n(limit 32 MB)"));
		assertThat(this.handler.get(running.id()).lastSampleError()).isEqualTo("exit: out of memory?(limit 32 MB)");
		assertThat(this.handler.get(running.id()).exitCode()).isEqualTo(137);
		Workspace second = create();
		this.runtime.exit(second.id(), new WorkspaceExit(0, "code 0 after a process ran out of memory"));
		assertThat(this.handler.get(second.id()).state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.handler.get(second.id()).lastSampleError()).isNull();
	}

	@Test
	void endWithCodeZeroIsStopped() {
		Workspace running = create();
		this.runtime.exit(running.id(), 0);
		Workspace ended = this.handler.get(running.id());
		assertThat(ended).isEqualTo(new Workspace(running.id(), running.request(), WorkspaceState.STOPPED, null, 0,
				running.report(), running.createdAt(), ended.updatedAt(), 1, 2));
	}

	@Test
	void endWithOtherCodeIsFailed() {
		Workspace running = create();
		this.runtime.exit(running.id(), 3);
		Workspace ended = this.handler.get(running.id());
		assertThat(ended).isEqualTo(new Workspace(running.id(), running.request(), WorkspaceState.FAILED,
				"exited with code 3", 3, running.report(), running.createdAt(), ended.updatedAt(), 1, 2));
	}

	@Test
	void endThatTheRuntimeCannotTellIsFailed() {
		Workspace running = create();
		this.runtime.lose(running.id(), new IOException("connection lost"));
		Workspace lost = this.handler.get(running.id());
		assertThat(lost.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(lost.lastSampleError()).isEqualTo("exit: connection lost");
	}

	@Test
	void failedStopLeavesWorkspaceRunning() {
		Workspace running = create();
		IOException failure = new IOException("no answer");
		this.runtime.stopFailure = failure;
		assertThatExceptionOfType(WorkspaceRuntimeException.class).isThrownBy(() -> this.handler.stop(running.id()))
			.withMessage("Workspace '" + running.id() + "' could not be stopped: no answer")
			.satisfies((ex) -> assertThat(ex.getCause()).hasToString(failure.toString()));
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		this.runtime.exit(running.id(), 1);
		assertThat(this.handler.get(running.id()).lastSampleError()).isEqualTo("exited with code 1");
	}

	@Test
	void stopWhenItFailsThrowsWithoutSecrets() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, env) -> env.putSecret("KEY", "correct-horse")));
		this.handler.setEnvMutators(registry);
		Workspace running = create();
		this.runtime.stopFailure = new IOException("refused: correct-horse");
		assertThatExceptionOfType(WorkspaceRuntimeException.class).isThrownBy(() -> this.handler.stop(running.id()))
			.withMessage("Workspace '" + running.id() + "' could not be stopped: refused: [redacted]");
	}

	@Test
	void failedStopOfWorkspaceWhoseSecretsAreGoneNamesOnlyTheFailure() {
		Workspace running = create();
		this.runtime.stopFailure = new IOException("refused: correct-horse");
		this.runtime.beforeStop = () -> this.runtime.exit(running.id(), 0);
		assertThatExceptionOfType(WorkspaceRuntimeException.class).isThrownBy(() -> this.handler.stop(running.id()))
			.withMessage("Workspace '" + running.id() + "' could not be stopped: IOException");
	}

	@Test
	void failedStopOfWorkspaceThatEndedNeverthelessIsRecorded() {
		Workspace running = create();
		this.runtime.stopFailure = new IOException("no answer");
		this.runtime.afterIsRunning = () -> {
			this.runtime.afterIsRunning = () -> {
			};
			this.runtime.exit(running.id(), 143);
		};
		assertThatExceptionOfType(WorkspaceRuntimeException.class).isThrownBy(() -> this.handler.stop(running.id()));
		assertThat(this.handler.get(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
	}

	@Test
	void interruptedStopKeepsInterruptFlag() {
		Workspace running = create();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(WorkspaceRuntimeException.class).isThrownBy(() -> this.handler.stop(running.id()))
			.withMessage("Workspace '" + running.id() + "' could not be stopped: interrupted while it stopped");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.handler.get(running.id())).isEqualTo(running);
	}

	private Workspace create() {
		return Await.settled(this.handler, this.handler.create(WorkspaceRequest.named("demo").build()));
	}

}
