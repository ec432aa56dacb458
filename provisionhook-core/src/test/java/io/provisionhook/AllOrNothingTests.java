package io.provisionhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Registry}: the environment of the caller changes as a whole or not at
 * all.
 */
class AllOrNothingTests {

	private static final int LENGTH = 4;

	@RegisterExtension
	final LogCapture log = new LogCapture();

	private final ProvisionContext context = new ManualTime().context();

	static Stream<Arguments> failures() {
		return Stream.of("HashMap", "Env")
			.flatMap((target) -> Stream.iterate(0, (i) -> i < LENGTH, (i) -> i + 1)
				.map((position) -> Arguments.of(target, position)));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void failureAtAnyPositionLeavesTheEnvironmentAsItWas(String target, int position) {
		Map<String, String> env = environment(target);
		Registry registry = new Registry();
		for (int i = 0; i < LENGTH; i++) {
			registry.register(writing("m" + i, i == position));
		}
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, env))
			.withMessage("provisionhook \"m" + position + "\": boom")
			.satisfies((ex) -> assertThat(ex.getReport().mutators()).hasSize(position + 1))
			.satisfies((ex) -> assertThat(ex.getReport().changes()).isEmpty());
		assertThat(env).containsOnly(Map.entry("CHANGED", "caller"), Map.entry("REMOVED", "caller"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void environmentIsUntouchedWhileMutatorsRun(String target, int position) {
		Map<String, String> env = environment(target);
		Registry registry = new Registry();
		for (int i = 0; i < LENGTH; i++) {
			registry.register(writing("m" + i, false));
			if (i == position) {
				registry.register(EnvMutator.of("looking", (context, own) -> assertThat(Map.copyOf(env))
					.containsOnly(Map.entry("CHANGED", "caller"), Map.entry("REMOVED", "caller"))));
			}
		}
		registry.run(this.context, env);
		assertThat(env).containsEntry("CHANGED", "m3").containsEntry("m0", "").doesNotContainKey("REMOVED");
	}

	@Test
	void timeoutLeavesTheEnvironmentAsItWas() {
		ManualTime time = new ManualTime();
		Map<String, String> env = environment("Env");
		Registry registry = TimeLimits.of("slow", 200).executor(Runnable::run).build();
		registry.register(writing("m0", false));
		registry.register(EnvMutator.of("slow", (context, own) -> {
			own.put("CHANGED", "slow");
			time.advance(Duration.ofMillis(200).plusNanos(1));
		}));
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(time.context(), env))
			.satisfies((ex) -> assertThat(ex.getReport().changes()).isEmpty());
		assertThat(env).containsOnly(Map.entry("CHANGED", "caller"), Map.entry("REMOVED", "caller"));
	}

	@Test
	void cancellationLeavesTheEnvironmentAsItWas() {
		Map<String, String> env = environment("HashMap");
		Registry registry = new Registry();
		registry.register(writing("m0", false));
		Thread caller = Thread.currentThread();
		registry.register(EnvMutator.of("cancelling", (context, own) -> {
			own.put("CHANGED", "cancelling");
			caller.interrupt();
		}));
		registry.register(EnvMutator.of("waiting", (context, own) -> Thread.sleep(600_000)));
		assertThatExceptionOfType(ProvisionhookException.class).isThrownBy(() -> registry.run(this.context, env))
			.returns(ProvisionhookException.Reason.CANCELLED, ProvisionhookException::getReason)
			.satisfies((ex) -> assertThat(ex.getReport().changes()).isEmpty());
		assertThat(Thread.interrupted()).isTrue();
		assertThat(env).containsOnly(Map.entry("CHANGED", "caller"), Map.entry("REMOVED", "caller"));
	}

	@Test
	void runOfAnotherRegistryOnItsOwnEnvIsPartOfTheTurn() {
		Env env = Env.of(Map.of("CHANGED", "caller"));
		Registry inner = new Registry();
		inner.register(EnvMutator.of("inner", (context, own) -> {
			own.put("CHANGED", "inner");
			own.putSecret("KEY", "correct-horse");
		}));
		Registry outer = new Registry();
		outer.register(EnvMutator.of("outer", (context, own) -> {
			inner.run(context, own);
			assertThat(own).containsEntry("CHANGED", "inner");
			assertThat(env).containsOnly(Map.entry("CHANGED", "caller"));
		}));
		RunReport report = outer.run(this.context, env);
		assertThat(env).containsOnly(Map.entry("CHANGED", "inner"), Map.entry("KEY", "correct-horse"));
		assertThat(env.isSecret("KEY")).isTrue();
		assertThat(report.changes()).containsExactly(
				new VariableChange("CHANGED", VariableChange.Action.CHANGED, "outer", "request", false, null),
				new VariableChange("KEY", VariableChange.Action.ADDED, "outer", null, true, null));
	}

	@Test
	void runOfAnotherRegistryIsUndoneWhenTheTurnFails() {
		Env env = Env.of(Map.of("CHANGED", "caller"));
		Registry inner = new Registry();
		inner.register(EnvMutator.of("inner", (context, own) -> own.put("CHANGED", "inner")));
		Registry outer = new Registry();
		outer.register(EnvMutator.of("outer", (context, own) -> {
			inner.run(context, own);
			throw new IllegalStateException("boom");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> outer.run(this.context, env))
			.withMessage("provisionhook \"outer\": boom");
		assertThat(env).containsOnly(Map.entry("CHANGED", "caller"));
	}

	@Test
	void runOfARegistryOnAClosedEnvIsRefused() {
		Registry registry = new Registry();
		Map<String, Env> kept = new HashMap<>();
		registry.register(EnvMutator.of("a", (context, own) -> kept.putIfAbsent("env", own)));
		registry.run(this.context, new HashMap<>());
		Env closed = kept.getOrDefault("env", Env.of(Map.of()));
		assertThatIllegalStateException().isThrownBy(() -> registry.run(this.context, closed))
			.withMessage("The environment that \"a\" was given can only be used in its turn"
					+ " and on the thread that runs it");
	}

	private static Map<String, String> environment(String target) {
		Map<String, String> variables = Map.of("CHANGED", "caller", "REMOVED", "caller");
		return target.equals("Env") ? Env.of(variables) : new HashMap<>(variables);
	}

	private static EnvMutator writing(String name, boolean failing) {
		return EnvMutator.of(name, (context, env) -> {
			env.put("CHANGED", name);
			env.put(name, "");
			env.remove("REMOVED");
			if (failing) {
				throw new IllegalStateException("boom");
			}
		});
	}

}
