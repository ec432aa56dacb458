package io.provisionhook.workspace;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link WorkspaceHandler#restart}.
 */
@Timeout(300)
class WorkspaceRestartTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final Registry registry = new Registry();

	private final AtomicInteger calls = new AtomicInteger();

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).build();

	@BeforeEach
	void setEnvMutators() {
		this.handler.setEnvMutators(this.registry);
	}

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	@Test
	void failedWorkspaceGetsFreshEnvironmentAndWholeChain() {
		this.registry.register(EnvMutator.of("first", (context, env) -> env.merge("A", "x", String::concat)));
		this.registry.register(EnvMutator.of("flaky", (context, env) -> {
			if (this.calls.incrementAndGet() == 1) {
				throw new IllegalStateException("boom");
			}
		}));
		Workspace failed = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(failed.lastSampleError()).isEqualTo("provisionhook \"flaky\": boom");
		Workspace again = this.handler.restart(failed.id());
		assertThat(again).isEqualTo(new Workspace(failed.id(), this.request, WorkspaceState.PROVISIONING, null, null,
				null, failed.createdAt(), again.updatedAt(), 2, 2));
		Workspace running = Await.settled(this.handler, again);
		assertThat(running.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(running.lastSampleError()).isNull();
		assertThat(running.version()).isEqualTo(3);
		assertThat(this.calls).hasValue(2);
		assertThat(this.runtime.launches).hasSize(1);
		assertThat(this.runtime.launch().environment()).containsEntry("A", "x");
	}

	@Test
	void runningWorkspaceIsStoppedFirst() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		Workspace again = this.handler.restart(running.id());
		assertThat(again.state()).isEqualTo(WorkspaceState.PROVISIONING);
		assertThat(Await.settled(this.handler, again).state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.runtime.events).containsExactly("start demo", "stop", "start demo");
		assertThat(this.runtime.isRunning(running.id())).isTrue();
	}

	@Test
	void runningWorkspaceThatCannotBeStoppedGoesOn() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.runtime.stopFailure = new IllegalStateException("no answer");
		assertThatExceptionOfType(WorkspaceRuntimeException.class).isThrownBy(() -> this.handler.restart(running.id()))
			.withMessage("Workspace '" + running.id() + "' could not be stopped: no answer");
		assertThat(this.handler.get(running.id())).isEqualTo(running);
	}

	@Test
	void workspaceThatEndedForgetsItsExitCode() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.runtime.exit(running.id(), 3);
		Workspace again = this.handler.restart(running.id());
		assertThat(again.exitCode()).isNull();
		assertThat(again.lastSampleError()).isNull();
		assertThat(Await.settled(this.handler, again).state()).isEqualTo(WorkspaceState.RUNNING);
	}

	@Test
	void endOfFirstStartDoesNotConcernSecond() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.runtime.exit(running.id(), 0);
		Workspace again = Await.settled(this.handler, this.handler.restart(running.id()));
		this.runtime.exit(running.id(), 4);
		assertThat(again.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.handler.get(running.id()).lastSampleError()).isEqualTo("exited with code 4");
	}

	@Test
	void secondAttemptWaitsForTheEndOfTheFirst() throws Exception {
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		SecretSource deaf = new SecretSource() {

			@Override
			public Map<String, String> globalSecrets() {
				if (WorkspaceRestartTests.this.calls.incrementAndGet() == 1) {
					began.countDown();
					Await.latchIgnoringInterruption(proceed);
				}
				return Map.of();
			}

		};
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
			.secretSource(deaf)
			.concurrency(2)
			.build()) {
			Workspace workspace = handler.create(this.request);
			Await.latch(began);
			handler.stop(workspace.id());
			Workspace again = handler.restart(workspace.id());
			// Comes behind it in the queue, and the second thread is free for either
			Await.settled(handler, handler.create(this.request));
			assertThat(this.calls).hasValue(2);
			assertThat(handler.get(workspace.id())).isEqualTo(again);
			proceed.countDown();
			assertThat(Await.settled(handler, again).state()).isEqualTo(WorkspaceState.RUNNING);
		}
		assertThat(this.calls).hasValue(3);
		assertThat(this.runtime.events).containsExactly("start demo", "start demo");
	}

	@Test
	void secondAttemptDoesNotWaitForMutatorThatIgnoresItsEnd() throws Exception {
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		CountDownLatch refused = new CountDownLatch(1);
		this.registry.register(EnvMutator.of("deaf", (context, env) -> {
			int call = this.calls.incrementAndGet();
			if (call == 1) {
				began.countDown();
				Await.latchIgnoringInterruption(proceed);
				assertThatIllegalStateException().isThrownBy(() -> env.put("CALL", "1"));
				refused.countDown();
			}
			env.put("CALL", String.valueOf(call));
		}));
		Workspace workspace = this.handler.create(this.request);
		Await.latch(began);
		this.handler.stop(workspace.id());
		Workspace again = Await.settled(this.handler, this.handler.restart(workspace.id()));
		proceed.countDown();
		Await.latch(refused);
		assertThat(again.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.runtime.launches).singleElement()
			.satisfies((launch) -> assertThat(launch.environment()).containsEntry("CALL", "2"));
	}

}
