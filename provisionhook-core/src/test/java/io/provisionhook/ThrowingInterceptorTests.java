package io.provisionhook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.RunInterceptor.Completion;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RunInterceptor}: one that fails changes nothing.
 */
@Timeout(300)
class ThrowingInterceptorTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final List<String> calls = new ArrayList<>();

	private final ProvisionContext context = new ManualTime().context();

	static Stream<Supplier<Completion>> failingInterceptors() {
		return Stream.of(() -> {
			throw new IllegalStateException("before");
		}, () -> {
			throw new NoClassDefFoundError("before");
		}, () -> {
			throw new AssertionError("before");
		}, () -> {
			throw new StackOverflowError("before");
		}, ThrowingInterceptorTests::returnNull, () -> (outcome, error) -> {
			throw new IllegalStateException("after");
		}, () -> (outcome, error) -> {
			throw new StackOverflowError("after");
		});
	}

	@ParameterizedTest
	@MethodSource("failingInterceptors")
	void runThatPassesStillPasses(Supplier<Completion> failing) {
		Registry registry = registryWith(failing);
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		Map<String, String> env = new HashMap<>();
		registry.run(this.context, env);
		assertThat(env).containsOnly(Map.entry("A", "1"));
		assertThat(this.calls).containsExactly("outer before run of w1", "inner before run of w1", "outer before a",
				"inner before a", "inner after a: SUCCESS", "outer after a: SUCCESS", "inner after run of w1: SUCCESS",
				"outer after run of w1: SUCCESS");
		assertEachFailureIsLogged();
	}

	@ParameterizedTest
	@MethodSource("failingInterceptors")
	void runThatFailsStillFailsWithItsOwnCause(Supplier<Completion> failing) {
		Registry registry = registryWith(failing);
		registry.register(EnvMutator.of("a", (context, env) -> {
			throw new IllegalArgumentException("boom");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()))
			.withMessage("provisionhook \"a\": boom")
			.satisfies((ex) -> assertThat(ex).hasNoSuppressedExceptions());
		assertThat(this.calls).endsWith("inner after a: FAILURE", "outer after a: FAILURE",
				"inner after run of w1: FAILURE", "outer after run of w1: FAILURE");
		assertEachFailureIsLogged();
	}

	private void assertEachFailureIsLogged() {
		assertThat(this.log.lines()).hasSize(2)
			.allSatisfy((line) -> assertThat(line).startsWith("WARNING: Interceptor ")
				.endsWith("; the run goes on without it"));
	}

	@Test
	void whatItThrowsIsLoggedWithoutItsMessage() {
		Registry registry = registryWith(() -> {
			throw new IllegalStateException("correct-horse");
		});
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		registry.run(this.context, new HashMap<>());
		assertThat(this.log.lines()).hasSize(2)
			.allSatisfy((line) -> assertThat(line)
				.startsWith("WARNING: Interceptor " + ThrowingInterceptorTests.class.getName())
				.endsWith(" failed with java.lang.IllegalStateException; the run goes on without it"));
	}

	static Stream<Supplier<Completion>> interceptorsThatRunOutOfMemory() {
		return Stream.of(() -> {
			throw new OutOfMemoryError("before");
		}, () -> new Completion() {

			@Override
			public void left() {
				throw new OutOfMemoryError("left");
			}

			@Override
			public void ended(MutatorOutcome outcome, @Nullable ProvisionhookException error) {
			}

		}, () -> (outcome, error) -> {
			throw new OutOfMemoryError("ended");
		});
	}

	@ParameterizedTest
	@MethodSource("interceptorsThatRunOutOfMemory")
	void outOfMemoryErrorPropagatesAtOnceAndLeavesEnvUntouched(Supplier<Completion> failing) {
		Registry registry = Registry.builder()
			.interceptor(new RecordingInterceptor("outer", this.calls))
			.interceptor(new RunInterceptor() {

				@Override
				public Completion beforeMutator(ProvisionContext context, String mutatorName) {
					return mutatorName.equals("a") ? failing.get() : Completion.NONE;
				}

			})
			.build();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		registry.register(EnvMutator.of("b", (context, env) -> env.put("B", "2")));
		Map<String, String> env = new HashMap<>();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> registry.run(this.context, env));
		assertThat(env).isEmpty();
		assertThat(this.calls).endsWith("outer after run of w1: FAILURE");
	}

	@Test
	void outOfMemoryErrorsOfMutatorAndInterceptorLeaveNobodyWaiting() {
		Registry registry = TimeLimits.of("a", 600_000).interceptor(new RunInterceptor() {

			@Override
			public Completion beforeMutator(ProvisionContext context, String mutatorName) {
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
		Registry registry = Registry.builder().interceptor(new RunInterceptor() {

			@Override
			public Completion beforeFetch(ProvisionContext context, String mutatorName) {
				throw new OutOfMemoryError("before");
			}

		}).build();
		registry.register(new StubFetchingMutator("a", (context) -> "fetched"));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()));
	}

	@SuppressWarnings("NullAway") // An interceptor without NullAway can do this
	private static Completion returnNull() {
		return null;
	}

	private Registry registryWith(Supplier<Completion> failing) {
		return Registry.builder()
			.interceptor(new RecordingInterceptor("outer", this.calls))
			.interceptor(new RunInterceptor() {

				@Override
				public Completion beforeRun(ProvisionContext context) {
					return failing.get();
				}

				@Override
				public Completion beforeMutator(ProvisionContext context, String mutatorName) {
					return failing.get();
				}

			})
			.interceptor(new RecordingInterceptor("inner", this.calls))
			.build();
	}

}
