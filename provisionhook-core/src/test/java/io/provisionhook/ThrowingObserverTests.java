package io.provisionhook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.RunObserver.Scope;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RunObserver}: observers that throw change no outcome.
 */
@Timeout(300)
class ThrowingObserverTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final ProvisionContext context = new ManualTime().context();

	static Stream<Supplier<Scope>> failingObservers() {
		return Stream.of(() -> {
			throw new IllegalStateException("before");
		}, () -> {
			throw new NoClassDefFoundError("before");
		}, () -> {
			throw new AssertionError("before");
		}, () -> {
			throw new StackOverflowError("before");
		}, ThrowingObserverTests::returnNull, () -> (outcome, error) -> {
			throw new IllegalStateException("after");
		}, () -> (outcome, error) -> {
			throw new StackOverflowError("after");
		});
	}

	@ParameterizedTest
	@MethodSource("failingObservers")
	void runThatPassesStillPasses(Supplier<Scope> failing) {
		Registry registry = registryWith(failing);
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		Map<String, String> env = new HashMap<>();
		registry.run(this.context, env);
		assertThat(env).containsOnly(Map.entry("A", "1"));
		Uninterruptibly.await(() -> !this.calls.isEmpty());
		assertThat(this.calls).containsExactly("report of [SUCCESS]");
		assertEachFailureIsLogged();
	}

	@ParameterizedTest
	@MethodSource("failingObservers")
	void runThatFailsStillFailsWithItsOwnCause(Supplier<Scope> failing) {
		Registry registry = registryWith(failing);
		registry.register(EnvMutator.of("a", (context, env) -> {
			throw new IllegalArgumentException("boom");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()))
			.withMessage("provisionhook \"a\": boom")
			.satisfies((ex) -> assertThat(ex).hasNoSuppressedExceptions());
		Uninterruptibly.await(() -> !this.calls.isEmpty());
		assertThat(this.calls).containsExactly("report of [FAILURE]");
		assertEachFailureIsLogged();
	}

	private void assertEachFailureIsLogged() {
		assertThat(this.log.lines()).hasSize(2)
			.allSatisfy((line) -> assertThat(line).startsWith("WARNING: Instrumentation ")
				.endsWith("; the run goes on without it"));
	}

	@Test
	void exceptionOfObserverIsLoggedWithoutMessage() {
		Registry registry = registryWith(() -> {
			throw new IllegalStateException("correct-horse");
		});
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		registry.run(this.context, new HashMap<>());
		assertThat(this.log.lines()).hasSize(2)
			.allSatisfy((line) -> assertThat(line)
				.startsWith("WARNING: Instrumentation " + ThrowingObserverTests.class.getName())
				.endsWith(" failed with java.lang.IllegalStateException; the run goes on without it"));
	}

	static Stream<Supplier<Scope>> observersThatRunOutOfMemory() {
		return Stream.of(() -> {
			throw new OutOfMemoryError("before");
		}, () -> new Scope() {

			@Override
			public void close() {
				throw new OutOfMemoryError("left");
			}

			@Override
			public void stopped(MutatorOutcome outcome, @Nullable ProvisionhookException error) {
			}

		}, () -> (outcome, error) -> {
			throw new OutOfMemoryError("ended");
		});
	}

	@ParameterizedTest
	@MethodSource("observersThatRunOutOfMemory")
	void outOfMemoryErrorPropagatesAtOnceAndLeavesEnvUntouched(Supplier<Scope> failing) {
		Registry registry = Registry.builder().listener(this::listen).observer(new RunObserver() {

			@Override
			public Scope turnStarted(ProvisionContext context, String mutatorName) {
				return mutatorName.equals("a") ? failing.get() : Scope.NONE;
			}

		}).build();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		registry.register(EnvMutator.of("b", (context, env) -> env.put("B", "2")));
		Map<String, String> env = new HashMap<>();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> registry.run(this.context, env));
		assertThat(env).isEmpty();
		Uninterruptibly.await(() -> !this.calls.isEmpty());
		assertThat(this.calls).containsExactly("report of []");
	}

	@Test
	void outOfMemoryErrorsOfMutatorAndObserverLeaveNobodyWaiting() {
		Registry registry = TimeLimits.of("a", 600_000).observer(new RunObserver() {

			@Override
			public Scope turnStarted(ProvisionContext context, String mutatorName) {
				return (outcome, error) -> {
					throw new OutOfMemoryError("ended");
				};
			}

		}).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			throw new OutOfMemoryError("mutator");
		}));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()));
		assertThat(registry.abandonedThreads()).isZero();
	}

	@Test
	void outOfMemoryErrorBeforeAFetchPropagatesToo() {
		Registry registry = Registry.builder().observer(new RunObserver() {

			@Override
			public Scope fetchStarted(ProvisionContext context, String mutatorName) {
				throw new OutOfMemoryError("before");
			}

		}).build();
		registry.register(new StubFetchingMutator("a", (context) -> "fetched"));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()));
	}

	@SuppressWarnings("NullAway") // An observer without NullAway can do this
	private static Scope returnNull() {
		return null;
	}

	private Registry registryWith(Supplier<Scope> failing) {
		return Registry.builder().listener(this::listen).observer(new RunObserver() {

			@Override
			public Scope runStarted(ProvisionContext context) {
				return failing.get();
			}

			@Override
			public Scope turnStarted(ProvisionContext context, String mutatorName) {
				return failing.get();
			}

		}).build();
	}

	private void listen(ProvisionContext context, RunReport report) {
		this.calls.add("report of " + report.mutators().stream().map(MutatorReport::outcome).toList());
	}

}
