package io.provisionhook.workspace;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link WorkspaceHandler#restart}.
 */
@Timeout(300)
class WorkspaceRestartTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").requiredVariables(Set.of("NEEDED")).build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final Registry registry = new Registry();

	private final AtomicInteger calls = new AtomicInteger();

	private final List<Workspace> changes = new CopyOnWriteArrayList<>();

	private final List<Long> discarded = new CopyOnWriteArrayList<>();

	private volatile @Nullable RuntimeException secretsFailure;

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).secretSource(new SecretSource() {

		@Override
		public Map<String, String> globalSecrets() {
			RuntimeException failure = WorkspaceRestartTests.this.secretsFailure;
			if (failure != null) {
				throw failure;
			}
			return Map.of("NEEDED", "value");
		}

	}).listener(new WorkspaceListener() {

		@Override
		public void onChange(Workspace workspace) {
			WorkspaceRestartTests.this.changes.add(workspace);
		}

		@Override
		public void onDiscarded(Workspace workspace, long generation) {
			WorkspaceRestartTests.this.discarded.add(generation);
		}

	}).build();

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
	void runningWorkspaceIsStoppedOnceItsEnvironmentIsThere() throws Exception {
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.registry.register(EnvMutator.of("slow", (context, env) -> {
			env.put("GENERATION", String.valueOf(context.generation()));
			began.countDown();
			Await.latch(proceed);
		}));
		assertThat(this.handler.restart(running.id())).isEqualTo(running);
		Await.latch(began);
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		assertThat(this.runtime.isRunning(running.id())).isTrue();
		proceed.countDown();
		Workspace again = Await.settled(this.handler, running);
		assertThat(again.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(again.generation()).isEqualTo(2);
		assertThat(this.runtime.events).containsExactly("start demo", "stop", "start demo");
		assertThat(this.runtime.launch().environment()).containsEntry("GENERATION", "2");
		assertThat(this.changes).extracting(Workspace::state)
			.containsExactly(WorkspaceState.PROVISIONING, WorkspaceState.RUNNING, WorkspaceState.PROVISIONING,
					WorkspaceState.RUNNING);
		assertThat(this.discarded).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void runningWorkspaceGoesOnWhenItsEnvironmentCannotBeMade(Obstacle obstacle) {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		obstacle.turnUp.accept(this);
		Workspace current = Await.settled(this.handler, this.handler.restart(running.id()));
		assertThat(current).isEqualTo(new Workspace(running.id(), this.request, WorkspaceState.RUNNING,
				"restart: " + obstacle.error, null, running.report(), running.createdAt(), current.updatedAt(), 1, 2));
		assertThat(this.runtime.events).containsExactly("start demo");
		assertThat(this.runtime.isRunning(running.id())).isTrue();
		assertThat(this.discarded).containsExactly(2L);
		assertThat(this.log.lines()).singleElement()
			.asString()
			.isEqualTo("WARNING: Workspace " + running.id() + " keeps its present environment: restart: "
					+ obstacle.error);
	}

	@Test
	void runningWorkspaceThatWasNotRestartedIsStoppedRestartedAndEndsAsAnyOther() {
		Workspace running = notRestarted();
		assertThat(this.handler.stop(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
		running = notRestarted();
		this.runtime.exit(running.id(), 3);
		assertThat(this.handler.get(running.id()).lastSampleError()).isEqualTo("exited with code 3");
		running = notRestarted();
		this.runtime.lose(running.id(), new IllegalStateException("gone"));
		assertThat(this.handler.get(running.id()).lastSampleError()).isEqualTo("exit: gone");
		running = notRestarted();
		Workspace again = Await.settled(this.handler, this.handler.restart(running.id()));
		assertThat(again.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(again.lastSampleError()).isNull();
		assertThat(again.generation()).isEqualTo(3);
	}

	private Workspace notRestarted() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.runtime.baseFailure = new IllegalStateException("no image");
		Workspace current = Await.settled(this.handler, this.handler.restart(running.id()));
		assertThat(current.lastSampleError()).isEqualTo("restart: base environment: no image");
		this.runtime.baseFailure = null;
		return current;
	}

	@Test
	void runningWorkspaceThatCannotBeStoppedGoesOn() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.runtime.stopFailure = new IllegalStateException("no answer");
		Workspace current = Await.settled(this.handler, this.handler.restart(running.id()));
		assertThat(current.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(current.lastSampleError())
			.isEqualTo("restart: stop: Workspace '" + running.id() + "' could not be stopped: no answer");
		assertThat(this.discarded).containsExactly(2L);
		this.runtime.stopFailure = null;
	}

	@Test
	void runningWorkspaceThatEndsAlthoughItsStopFailsIsStartedAgain() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.runtime.stopFailure = new IllegalStateException("no answer");
		this.runtime.beforeStop = () -> this.runtime.exit(running.id(), 137);
		Workspace again = Await.settled(this.handler, this.handler.restart(running.id()));
		assertThat(again.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(again.generation()).isEqualTo(2);
		assertThat(again.lastSampleError()).isNull();
		assertThat(this.runtime.isRunning(running.id())).isTrue();
		this.runtime.stopFailure = null;
		this.runtime.beforeStop = () -> {
		};
	}

	@Test
	void runningWorkspaceWhoseSuccessorCannotBeStartedIsFailed() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.runtime.startFailure = new IllegalStateException("no room");
		Workspace failed = Await.settled(this.handler, this.handler.restart(running.id()));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(failed.lastSampleError()).isEqualTo("start: no room");
		assertThat(failed.generation()).isEqualTo(2);
	}

	@Test
	void secondRestartMeanwhileIsRefused() throws Exception {
		CountDownLatch proceed = restartThatHangs();
		Workspace running = this.handler.list(WorkspaceQuery.newest(1000)).workspaces().get(0);
		assertThatExceptionOfType(WorkspaceStateException.class).isThrownBy(() -> this.handler.restart(running.id()))
			.withMessage(
					"Workspace '" + running.id() + "' is RUNNING and can't be restarted while it is being restarted");
		proceed.countDown();
		assertThat(Await.settled(this.handler, running).generation()).isEqualTo(2);
		assertThat(Await.settled(this.handler, this.handler.restart(running.id())).generation()).isEqualTo(3);
	}

	@Test
	void stopMeanwhileGivesTheRestartUp() throws Exception {
		restartThatHangs();
		Workspace running = this.handler.list(WorkspaceQuery.newest(1000)).workspaces().get(0);
		Workspace stopped = this.handler.stop(running.id());
		assertThat(stopped.state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(stopped.lastSampleError()).isNull();
		assertThat(Await.settled(this.handler, running)).isEqualTo(stopped);
		assertThat(this.runtime.events).containsExactly("start demo", "stop");
		Await.patiently().until(() -> this.discarded.equals(List.of(2L)));
	}

	@Test
	void endMeanwhileIsFollowedByTheStartThatWasAskedFor() throws Exception {
		CountDownLatch proceed = restartThatHangs();
		Workspace running = this.handler.list(WorkspaceQuery.newest(1000)).workspaces().get(0);
		this.runtime.exit(running.id(), 3);
		assertThat(this.handler.get(running.id()).lastSampleError()).isEqualTo("exited with code 3");
		proceed.countDown();
		Workspace again = Await.settled(this.handler, running);
		assertThat(again.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(again.generation()).isEqualTo(2);
		assertThat(this.runtime.events).containsExactly("start demo", "start demo");
	}

	@Test
	void closeMeanwhileLeavesWorkspaceThatOutlivesTheHostRunning() throws Exception {
		restartThatHangs();
		Workspace running = this.handler.list(WorkspaceQuery.newest(1000)).workspaces().get(0);
		this.handler.close();
		assertThat(Await.settled(this.handler, running)).isEqualTo(running);
		assertThat(this.runtime.events).containsExactly("start demo");
		assertThat(this.runtime.isRunning(running.id())).isTrue();
	}

	private CountDownLatch restartThatHangs() throws InterruptedException {
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.registry.register(EnvMutator.of("slow", (context, env) -> {
			began.countDown();
			Await.latch(proceed);
		}));
		this.handler.restart(running.id());
		Await.latch(began);
		return proceed;
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
			Workspace workspace = handler.create(WorkspaceRequest.named("demo").build());
			Await.latch(began);
			handler.stop(workspace.id());
			Workspace again = handler.restart(workspace.id());
			// Comes behind it in the queue, and the second thread is free for either
			Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
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

	/**
	 * What keeps an environment from being made.
	 */
	@SuppressWarnings("ImmutableEnumChecker") // It is a table
	enum Obstacle {

		REQUEST("request: Unknown template",
				(test) -> test.runtime.validateFailure = new IllegalArgumentException("Unknown template")),

		IMAGE("base environment: can't be pulled",
				(test) -> test.runtime.baseFailure = new IOException("can't be pulled")),

		SECRETS("global secrets: sealed", (test) -> test.secretsFailure = new IllegalStateException("sealed")),

		MUTATOR("provisionhook \"provider\": down",
				(test) -> test.registry.register(EnvMutator.of("provider", (context, env) -> {
					throw new IOException("down");
				}))),

		ERROR("provisionhook \"provider\": broken",
				(test) -> test.registry.register(EnvMutator.of("provider", (context, env) -> {
					throw new NoClassDefFoundError("broken");
				}))),

		REQUIRED_VARIABLES("required variables: missing NEEDED",
				(test) -> test.registry.register(EnvMutator.of("remover", (context, env) -> env.remove("NEEDED"))));

		private final String error;

		private final Consumer<WorkspaceRestartTests> turnUp;

		Obstacle(String error, Consumer<WorkspaceRestartTests> turnUp) {
			this.error = error;
			this.turnUp = turnUp;
		}

	}

}
