package io.provisionhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RunObserver}.
 */
class RunObserverTests {

	private final List<String> calls = new ArrayList<>();

	private final RecordingObserver observer = new RecordingObserver("outer", this.calls);

	private final ManualTime time = new ManualTime();

	private final ProvisionContext context = this.time.context();

	@Test
	void observerOpensScopeForRunAndEachMutator() {
		Registry registry = Registry.builder().observer(this.observer).build();
		registry.register(EnvMutator.of("a", (context, env) -> this.calls.add("a")));
		registry.register(EnvMutator.of("b", (context, env) -> this.calls.add("b")));
		registry.run(this.context, new HashMap<>());
		assertThat(this.calls).containsExactly("outer before run of w1", "outer before a", "a",
				"outer after a: SUCCESS", "outer before b", "b", "outer after b: SUCCESS",
				"outer after run of w1: SUCCESS");
		assertThat(this.observer.errors).containsExactly(null, null, null);
	}

	@Test
	void observerClosesScopeOfEachFetchAndTurnBeforeItStopsIt() {
		Registry registry = Registry.builder()
			.executor(Runnable::run)
			.fetchExecutor(Runnable::run)
			.observer(new WholeStory())
			.build();
		registry.register(new StubFetchingMutator("a", (context) -> "fetched"));
		registry.run(this.context, new HashMap<>());
		assertThat(this.calls).containsExactly("begins fetch of a", "left fetch of a", "ended fetch of a",
				"begins turn of a", "left turn of a", "ended turn of a");
	}

	@Test
	void scopeIsStoppedWithFailureWithoutCauseAndSecrets() {
		Registry registry = Registry.builder().observer(this.observer).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			env.putSecret("KEY", "correct-horse");
			throw new IllegalStateException("401 for correct-horse");
		}));
		registry.register(EnvMutator.of("b", (context, env) -> this.calls.add("b")));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()));
		assertThat(this.calls).containsExactly("outer before run of w1", "outer before a", "outer after a: FAILURE",
				"outer after run of w1: FAILURE");
		assertThat(this.observer.errors).hasSize(2).allSatisfy((error) -> {
			assertThat(error).hasMessage("provisionhook \"a\": 401 for [redacted]").hasNoCause();
			assertThat(error).hasNoSuppressedExceptions();
			assertThat(error).isInstanceOfSatisfying(MutatorException.class,
					(failure) -> assertThat(failure.getMutatorName()).isEqualTo("a"));
		});
	}

	@Test
	void errorHasStackTraceOfTheFailure() {
		Registry registry = Registry.builder().observer(this.observer).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			throw new IllegalStateException("boom");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()))
			.satisfies((ex) -> assertThat(this.observer.errors)
				.allSatisfy((error) -> assertThat(error).extracting(Throwable::getStackTrace)
					.isEqualTo(Objects.requireNonNull(ex.getCause()).getStackTrace())));
	}

	@Test
	void outOfMemoryErrorIsObservedAsFailure() {
		Registry registry = Registry.builder().observer(this.observer).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			throw new OutOfMemoryError("boom");
		}));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()));
		assertThat(this.calls).containsExactly("outer before run of w1", "outer before a", "outer after a: FAILURE",
				"outer after run of w1: FAILURE");
		assertThat(this.observer.errors).containsExactly(null, null);
	}

	@Test
	void mutatorsAfterSkippedOneAreObserved() {
		Registry registry = TimeLimits.of("b", 10_000, MutatorPolicy.OnFailure.SKIP).observer(this.observer).build();
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
	void timeOfObserverIsNotPartOfTurnDuration() {
		Registry registry = Registry.builder().observer(new RunObserver() {

			@Override
			public Scope turnStarted(ProvisionContext context, String mutatorName) {
				RunObserverTests.this.time.advance(Duration.ofMillis(100));
				return (outcome, error) -> RunObserverTests.this.time.advance(Duration.ofMillis(10));
			}

		}).build();
		registry.register(EnvMutator.of("a", (context, env) -> this.time.advance(Duration.ofMillis(1))));
		RunReport report = registry.run(this.context, new HashMap<>());
		assertThat(report.mutators()).extracting(MutatorReport::duration).containsExactly(Duration.ofMillis(1));
		assertThat(report.duration()).isEqualTo(Duration.ofMillis(111));
	}

	@Test
	void mutatorWithoutTimeLeftIsObserved() {
		// With a thread of its own, the run may be over before the turn begins
		Registry registry = Registry.builder().observer(this.observer).executor(Runnable::run).build();
		registry.register(EnvMutator.of("a", (context, env) -> this.calls.add("a")));
		ProvisionContext late = this.time.context(Duration.ZERO);
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(late, new HashMap<>()));
		assertThat(this.calls).containsExactly("outer before run of w1", "outer before a", "outer after a: FAILURE",
				"outer after run of w1: FAILURE");
		assertThat(this.observer.errors).extracting((error) -> Objects.requireNonNull(error).getMessage())
			.containsOnly("provisionhook \"a\": was not run, the time of the run was up");
	}

	@Test
	void runWithoutMutatorsIsNotObserved() {
		Registry registry = Registry.builder().observer(this.observer).build();
		registry.run(this.context, new HashMap<>());
		assertThat(this.calls).isEmpty();
	}

	@Test
	void defaultMethodsObserveNothing() {
		Registry registry = Registry.builder().observer(new RunObserver() {
		}).build();
		registry.register(new StubFetchingMutator("a", (context) -> "1"));
		Map<String, String> env = new HashMap<>();
		registry.run(this.context, env);
		assertThat(env).containsOnly(Map.entry("a", "1"));
	}

	/**
	 * Records every call about mutators.
	 */
	private final class WholeStory extends TurnObserver {

		@Override
		void begun(String what) {
			RunObserverTests.this.calls.add("begins " + what);
		}

		@Override
		void left(String what) {
			RunObserverTests.this.calls.add("left " + what);
		}

		@Override
		void ended(String what, MutatorOutcome outcome, @Nullable ProvisionhookException error) {
			RunObserverTests.this.calls.add("ended " + what);
		}

	}

}
