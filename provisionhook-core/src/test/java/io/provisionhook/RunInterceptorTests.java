package io.provisionhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RunInterceptor}: what it is told.
 */
class RunInterceptorTests {

	private final List<String> calls = new ArrayList<>();

	private final RecordingInterceptor interceptor = new RecordingInterceptor("outer", this.calls);

	private final ManualTime time = new ManualTime();

	private final ProvisionContext context = this.time.context();

	@Test
	void isToldOfRunAndOfEachMutator() {
		Registry registry = Registry.builder().interceptor(this.interceptor).build();
		registry.register(EnvMutator.of("a", (context, env) -> this.calls.add("a")));
		registry.register(EnvMutator.of("b", (context, env) -> this.calls.add("b")));
		registry.run(this.context, new HashMap<>());
		assertThat(this.calls).containsExactly("outer before run of w1", "outer before a", "a",
				"outer after a: SUCCESS", "outer before b", "b", "outer after b: SUCCESS",
				"outer after run of w1: SUCCESS");
		assertThat(this.interceptor.errors).containsExactly(null, null, null);
	}

	@Test
	void firstIsOutermost() {
		Registry registry = Registry.builder()
			.interceptor(this.interceptor)
			.interceptor(new RecordingInterceptor("inner", this.calls))
			.build();
		registry.register(EnvMutator.of("a", (context, env) -> this.calls.add("a")));
		registry.run(this.context, new HashMap<>());
		assertThat(this.calls).containsExactly("outer before run of w1", "inner before run of w1", "outer before a",
				"inner before a", "a", "inner after a: SUCCESS", "outer after a: SUCCESS",
				"inner after run of w1: SUCCESS", "outer after run of w1: SUCCESS");
	}

	@Test
	void isToldOfFetchesOfThreadsThatHaveLeftAndOfTheReport() {
		Registry registry = Registry.builder()
			.executor(Runnable::run)
			.fetchExecutor(Runnable::run)
			.interceptor(new WholeStory("outer"))
			.interceptor(new WholeStory("inner"))
			.build();
		registry.register(new StubFetchingMutator("a", (context) -> "fetched"));
		registry.run(this.context, new HashMap<>());
		assertThat(this.calls).containsExactly("outer begins fetch of a", "inner begins fetch of a",
				"inner left fetch of a", "outer left fetch of a", "inner ended fetch of a", "outer ended fetch of a",
				"outer begins turn of a", "inner begins turn of a", "inner left turn of a", "outer left turn of a",
				"inner ended turn of a", "outer ended turn of a", "inner has the report of [a]",
				"outer has the report of [a]");
	}

	@Test
	void isToldOfFailureWithoutCauseAndSecrets() {
		Registry registry = Registry.builder().interceptor(this.interceptor).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			env.putSecret("KEY", "correct-horse");
			throw new IllegalStateException("401 for correct-horse");
		}));
		registry.register(EnvMutator.of("b", (context, env) -> this.calls.add("b")));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()));
		assertThat(this.calls).containsExactly("outer before run of w1", "outer before a", "outer after a: FAILURE",
				"outer after run of w1: FAILURE");
		assertThat(this.interceptor.errors).hasSize(2).allSatisfy((error) -> {
			assertThat(error).hasMessage("provisionhook \"a\": 401 for [redacted]").hasNoCause();
			assertThat(error).hasNoSuppressedExceptions();
			assertThat(error).isInstanceOfSatisfying(MutatorException.class,
					(failure) -> assertThat(failure.getMutatorName()).isEqualTo("a"));
		});
	}

	@Test
	void errorHasStackTraceOfTheFailure() {
		Registry registry = Registry.builder().interceptor(this.interceptor).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			throw new IllegalStateException("boom");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()))
			.satisfies((ex) -> assertThat(this.interceptor.errors)
				.allSatisfy((error) -> assertThat(error).extracting(Throwable::getStackTrace)
					.isEqualTo(Objects.requireNonNull(ex.getCause()).getStackTrace())));
	}

	@Test
	void isToldOfOutOfMemoryErrorAsFailure() {
		Registry registry = Registry.builder().interceptor(this.interceptor).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			throw new OutOfMemoryError("boom");
		}));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()));
		assertThat(this.calls).containsExactly("outer before run of w1", "outer before a", "outer after a: FAILURE",
				"outer after run of w1: FAILURE");
		assertThat(this.interceptor.errors).containsExactly(null, null);
	}

	@Test
	void isToldOfMutatorsBehindASkippedOne() {
		Registry registry = TimeLimits.of("b", 10_000, OnFailure.SKIP).interceptor(this.interceptor).build();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		registry.register(EnvMutator.of("b", (context, env) -> {
			throw new IllegalStateException("boom");
		}));
		registry.register(EnvMutator.of("c", (context, env) -> env.put("C", "3")));
		registry.register(EnvMutator.of("d", (context, env) -> env.put("D", "4")));
		registry.run(this.context, new HashMap<>());
		assertThat(this.calls).containsExactly("outer before run of w1", "outer before a", "outer after a: SUCCESS",
				"outer before b", "outer after b: SKIPPED", "outer before c", "outer after c: SUCCESS",
				"outer before d", "outer after d: SUCCESS", "outer after run of w1: SUCCESS");
	}

	@Test
	void timeThatItTakesIsNoneOfTheMutators() {
		Registry registry = Registry.builder().interceptor(new RunInterceptor() {

			@Override
			public Completion beforeMutator(ProvisionContext context, String mutatorName) {
				RunInterceptorTests.this.time.advance(Duration.ofMillis(100));
				return (outcome, error) -> RunInterceptorTests.this.time.advance(Duration.ofMillis(10));
			}

		}).build();
		registry.register(EnvMutator.of("a", (context, env) -> this.time.advance(Duration.ofMillis(1))));
		RunReport report = registry.run(this.context, new HashMap<>());
		assertThat(report.mutators()).extracting(MutatorReport::duration).containsExactly(Duration.ofMillis(1));
		assertThat(report.duration()).isEqualTo(Duration.ofMillis(111));
	}

	@Test
	void isToldOfMutatorForWhichThereIsNoTimeLeft() {
		Registry registry = Registry.builder().interceptor(this.interceptor).build();
		registry.register(EnvMutator.of("a", (context, env) -> this.calls.add("a")));
		ProvisionContext late = this.time.context(Duration.ZERO);
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(late, new HashMap<>()));
		assertThat(this.calls).containsExactly("outer before run of w1", "outer before a", "outer after a: FAILURE",
				"outer after run of w1: FAILURE");
		assertThat(this.interceptor.errors).extracting((error) -> Objects.requireNonNull(error).getMessage())
			.containsOnly("provisionhook \"a\": was not run, the time of the run was up");
	}

	@Test
	void isNotToldOfRunWithoutMutators() {
		Registry registry = Registry.builder().interceptor(this.interceptor).build();
		registry.run(this.context, new HashMap<>());
		assertThat(this.calls).isEmpty();
	}

	@Test
	void noneWatchesNothing() {
		Registry registry = Registry.builder().interceptor(RunInterceptor.NONE).build();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		Map<String, String> env = new HashMap<>();
		registry.run(this.context, env);
		assertThat(env).containsOnly(Map.entry("A", "1"));
	}

	/**
	 * Writes down all that there is to be told of mutators.
	 */
	private final class WholeStory extends TurnListener {

		private final String name;

		WholeStory(String name) {
			this.name = name;
		}

		@Override
		void begun(String what) {
			note("begins " + what);
		}

		@Override
		void left(String what) {
			note("left " + what);
		}

		@Override
		void ended(String what, MutatorOutcome outcome, @Nullable ProvisionhookException error) {
			note("ended " + what);
		}

		@Override
		public void afterRun(ProvisionContext context, RunReport report) {
			note("has the report of " + report.mutators().stream().map(MutatorReport::name).toList());
		}

		private void note(String text) {
			RunInterceptorTests.this.calls.add(this.name + " " + text);
		}

	}

}
