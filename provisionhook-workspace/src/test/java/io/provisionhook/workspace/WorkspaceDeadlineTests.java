package io.provisionhook.workspace;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WorkspaceHandler}: runtimes, stores and sources of secrets that hang.
 */
@Timeout(300)
class WorkspaceDeadlineTests {

	private static final Duration STEP = Duration.ofSeconds(10);

	private static final Duration RUNTIME = Duration.ofSeconds(60);

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final ManualWorkspaceClock clock = new ManualWorkspaceClock();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final HookedStore store = new HookedStore();

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicReference<Runnable> secrets = new AtomicReference<>(() -> {
	});

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
		.store(this.store)
		.secretSource(new Source())
		.concurrency(1)
		.stepTimeout(STEP)
		.runtimeTimeout(RUNTIME)
		.clock(() -> this.clock)
		.build();

	@AfterEach
	void letGoOfThreads() {
		this.release.countDown();
		Await.patiently().until(() -> this.handler.abandonedThreads() == 0);
		this.store.work();
		this.handler.close();
	}

	private void hang(Duration duration) {
		this.clock.steps.advance(duration);
		Await.latchIgnoringInterruption(this.release);
	}

	private static Consumer<Object> once(Runnable action) {
		AtomicReference<@Nullable Runnable> next = new AtomicReference<>(action);
		return (argument) -> {
			Runnable first = next.getAndSet(null);
			if (first != null) {
				first.run();
			}
		};
	}

	@ParameterizedTest
	@EnumSource
	void stepThatHangsFailsItsWorkspaceAndFreesItsPlace(HangingStep step) {
		step.hangs.accept(this);
		Workspace failed = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(failed.lastSampleError()).matches(step.error + "; it is at \\S+\\.\\S+\\(\\w+\\.java:\\d+\\)");
		assertThat(this.handler.abandonedThreads()).isOne();
		assertThat(Await.settled(this.handler, this.handler.create(this.request)).state())
			.isEqualTo(WorkspaceState.RUNNING);
	}

	@Test
	void requestThatRuntimeDoesNotValidateInTimeIsRefused() {
		this.runtime.whileValidating = () -> hang(STEP);
		assertThatExceptionOfType(WorkspaceRuntimeException.class).isThrownBy(() -> this.handler.create(this.request))
			.withMessageStartingWith(
					"RecordingRuntime is not done after 10000 ms, see provisionhook.workspace.step-timeout; it is at ");
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
	}

	@Test
	void workspaceThatIsStartedAfterItsTimeWasUpIsStopped() {
		HangingStep.START.hangs.accept(this);
		Workspace failed = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(this.handler.isReconciled()).isFalse();
		this.release.countDown();
		Await.patiently().until(() -> this.handler.abandonedThreads() == 0);
		assertThat(this.runtime.events).containsExactly("start demo", "stop");
		assertThat(this.runtime.isRunning(failed.id())).isFalse();
		assertThat(this.handler.get(failed.id())).isEqualTo(failed);
		assertThat(this.log.lines()).containsExactly(
				"WARNING: Workspace " + failed.id() + " was started after its time was up, and has been stopped");
	}

	@Test
	void workspaceThatIsStartedAfterItsTimeWasUpAndCannotBeStoppedIsComparedAgain() {
		HangingStep.START.hangs.accept(this);
		Workspace failed = Await.settled(this.handler, this.handler.create(this.request));
		this.handler.reconcile();
		assertThat(this.handler.isReconciled()).isTrue();
		this.runtime.stopFailure = new IOException("no answer");
		this.release.countDown();
		Await.patiently().until(() -> this.handler.abandonedThreads() == 0);
		assertThat(this.handler.isReconciled()).isFalse();
		assertThat(this.log.lines()).containsExactly("SEVERE: Workspace " + failed.id()
				+ " was started after its time was up, and could not be stopped: java.io.IOException");
		this.runtime.stopFailure = null;
		assertThat(this.handler.reconcile().workspaces(Reconciliation.Outcome.STOPPED)).containsExactly(failed.id());
	}

	@Test
	void workspaceIsNotStartedAgainWhileItsEarlierStartHangs() {
		HangingStep.START.hangs.accept(this);
		Workspace failed = Await.settled(this.handler, this.handler.create(this.request));
		this.handler.restart(failed.id());
		Await.patiently().until(WorkspaceDeadlineTests::isEarlierStartAwaited);
		this.clock.steps.advance(STEP);
		assertThat(Await.settled(this.handler, failed).lastSampleError())
			.isEqualTo("start: an earlier start by RecordingRuntime has not returned, although its timeout has passed");
		this.release.countDown();
		Await.patiently().until(() -> this.handler.abandonedThreads() == 0);
		assertThat(Await.settled(this.handler, this.handler.restart(failed.id())).state())
			.isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.runtime.events).containsExactly("start demo", "stop", "start demo");
	}

	private static boolean isEarlierStartAwaited() {
		return Thread.getAllStackTraces()
			.values()
			.stream()
			.map((stack) -> Arrays.stream(stack).map(StackTraceElement::getMethodName).toList())
			.anyMatch((methods) -> methods.containsAll(List.of("parkUntil", "awaitEarlierStart")));
	}

	@Test
	void stopThatHangsIsGivenUpAndLeavesTheRecord() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.runtime.beforeStop = () -> hang(RUNTIME);
		assertThatExceptionOfType(WorkspaceRuntimeException.class).isThrownBy(() -> this.handler.stop(running.id()))
			.withMessageStartingWith("Workspace '" + running.id()
					+ "' could not be stopped: RecordingRuntime is not done after 60000 ms, see provisionhook.workspace.runtime-timeout");
		assertThat(this.handler.get(running.id())).isEqualTo(running);
	}

	@Test
	void logThatHangsIsGivenUp() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.runtime.beforeLog = () -> hang(STEP);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.handler.log(running.id()))
			.withMessageStartingWith("RecordingRuntime is not done after 10000 ms, see ");
	}

	@Test
	void restartWhoseStepHangsLeavesTheWorkspaceRunning() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		HangingStep.IMAGE.hangs.accept(this);
		Workspace current = Await.settled(this.handler, this.handler.restart(running.id()));
		assertThat(current.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(current.lastSampleError()).matches("restart: " + HangingStep.IMAGE.error + "; it is at .*");
		assertThat(this.runtime.events).containsExactly("start demo");
	}

	@Test
	void planWhoseRuntimeHangsFails() throws Exception {
		this.runtime.whileKnown = () -> hang(STEP);
		assertThat(this.handler.plan(this.request).error()).startsWith(
				"base environment: RecordingRuntime is not done after 10000 ms, see provisionhook.workspace.step-timeout");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PROVISIONING", "RUNNING", "FAILED" })
	void recordThatIsWrittenAfterItsTimeWasUpIsComparedAgain(WorkspaceState state) {
		Predicate<Workspace> matches = (next) -> next.state() == state;
		Consumer<Object> hang = once(() -> hang(STEP));
		Consumer<Workspace> hook = (next) -> {
			if (matches.test(next)) {
				hang.accept(next);
			}
		};
		this.store.beforeInsert = hook;
		this.store.beforeReplace = hook;
		if (state == WorkspaceState.FAILED) {
			this.runtime.startFailure = new IOException("boom");
		}
		try {
			this.handler.create(this.request);
		}
		catch (WorkspaceRuntimeException ex) {
			assertThat(ex).hasMessageStartingWith("HookedStore is not done after 10000 ms, see ");
		}
		Await.patiently().until(() -> this.handler.abandonedThreads() == 1);
		Await.patiently()
			.until(() -> this.handler.list(WorkspaceQuery.newest(1000))
				.workspaces()
				.stream()
				.noneMatch((other) -> this.handler.isBusy(other.id())));
		this.handler.reconcile();
		this.release.countDown();
		Await.patiently().until(() -> this.handler.abandonedThreads() == 0);
		Await.patiently().until(() -> {
			this.handler.reconcile();
			return this.handler.isReconciled();
		});
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).hasSize(1).allSatisfy((workspace) -> {
			assertThat(workspace.state()).isEqualTo(WorkspaceState.FAILED);
			assertThat(this.runtime.isRunning(workspace.id())).isFalse();
		});
	}

	@Test
	void limitsArePositive() {
		WorkspaceHandler.Builder builder = WorkspaceHandler.builder(this.runtime);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.stepTimeout(Duration.ZERO))
			.withMessage("'stepTimeout' must be positive");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.runtimeTimeout(Duration.ofSeconds(-1)))
			.withMessage("'runtimeTimeout' must be positive");
	}

	@ParameterizedTest
	@ValueSource(classes = { TimeLimitedRuntime.class, WorkspaceRecords.TimeLimitedStore.class })
	void everyMethodOfTheInterfaceHasATimeout(Class<?> bounded) {
		Stream<Method> methods = Arrays.stream(bounded.getInterfaces()[0].getMethods())
			.filter((method) -> !Modifier.isStatic(method.getModifiers()));
		assertThat(methods).allSatisfy((method) -> assertThat(
				bounded.getMethod(method.getName(), method.getParameterTypes()).getDeclaringClass())
			.isEqualTo(bounded));
	}

	/**
	 * Secrets from somewhere.
	 */
	private final class Source implements SecretSource {

		@Override
		public Map<String, String> globalSecrets() {
			WorkspaceDeadlineTests.this.secrets.get().run();
			return Map.of();
		}

	}

	/**
	 * What hangs once.
	 */
	@SuppressWarnings("ImmutableEnumChecker") // It is a table
	enum HangingStep {

		IMAGE("base environment: RecordingRuntime is not done after 60000 ms, see provisionhook\\.workspace\\.runtime-timeout",
				(test) -> test.runtime.whileBase = once(() -> test.hang(RUNTIME))::accept),

		SECRETS("global secrets: Source is not done after 10000 ms, see provisionhook\\.workspace\\.step-timeout",
				(test) -> {
					Consumer<Object> hang = once(() -> test.hang(STEP));
					test.secrets.set(() -> hang.accept(test));
				}),

		STORE("store: HookedStore is not done after 10000 ms, see provisionhook\\.workspace\\.step-timeout",
				(test) -> test.store.beforeFind = once(() -> test.hang(STEP))::accept),

		START("start: RecordingRuntime is not done after 60000 ms, see provisionhook\\.workspace\\.runtime-timeout",
				(test) -> test.runtime.whileStarting = once(() -> test.hang(RUNTIME))::accept);

		private final String error;

		private final Consumer<WorkspaceDeadlineTests> hangs;

		HangingStep(String error, Consumer<WorkspaceDeadlineTests> hangs) {
			this.error = error;
			this.hangs = hangs;
		}

	}

}
