package io.provisionhook;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Registry.ConflictPolicy}: two mutators write the same variable.
 */
class ConflictPolicyTests {

	private final ProvisionContext context = new ManualTime().context();

	private final Map<String, String> env = new HashMap<>(Map.of("KEPT", "caller"));

	static Stream<Consumer<Env>> conflicts() {
		return Stream.of((env) -> env.put("A", "2"), (env) -> env.remove("A"), (env) -> env.putSecret("A", "secret-2"),
				(env) -> env.merge("A", "2", String::concat), (env) -> env.keySet().remove("A"),
				(env) -> env.put("REMOVED", "2"));
	}

	@ParameterizedTest
	@MethodSource("conflicts")
	void overrideLetsTheLaterOneWin(Consumer<Env> write) {
		RunReport report = registry(Registry.ConflictPolicy.OVERRIDE, write).run(this.context, environment());
		assertThat(report.warnings()).isEmpty();
		assertThat(report.mutators()).hasSize(2);
	}

	@ParameterizedTest
	@MethodSource("conflicts")
	void warnLetsTheLaterOneWinAndNamesBoth(Consumer<Env> write) {
		RunReport report = registry(Registry.ConflictPolicy.WARN, write).run(this.context, environment());
		assertThat(report.warnings()).singleElement()
			.asString()
			.matches("\"late\" overrides variable \"(A|REMOVED)\" of \"early\"");
	}

	@ParameterizedTest
	@MethodSource("conflicts")
	void failRefusesTheWriteAndNamesBoth(Consumer<Env> write) {
		Map<String, String> env = environment();
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> registry(Registry.ConflictPolicy.FAIL, write).run(this.context, env))
			.withMessageMatching("provisionhook \"late\": variable \"(A|REMOVED)\" was written by \"early\""
					+ " and \"late\" may not override it")
			.withCauseInstanceOf(VariableRefusedException.class);
		assertThat(env).isEqualTo(environment());
	}

	@ParameterizedTest
	@MethodSource("conflicts")
	void mutatorThatMayOverrideDoesSoWithoutWarning(Consumer<Env> write) {
		for (Registry.ConflictPolicy policy : Registry.ConflictPolicy.values()) {
			Registry registry = Registry.builder()
				.conflicts(policy)
				.policies((name) -> MutatorPolicy.DEFAULT.withMayOverride(name.equals("late")))
				.build();
			assertThat(register(registry, write).run(this.context, environment()).warnings()).isEmpty();
		}
	}

	static Stream<Consumer<Env>> noConflicts() {
		return Stream.of((env) -> env.put("A", "1"), (env) -> env.putIfAbsent("A", "2"),
				(env) -> env.prepend("A", "2", ":"), (env) -> env.append("A", "2", ":"), (env) -> env.put("OTHER", "2"),
				(env) -> env.put("KEPT", "2"), (env) -> env.remove("KEPT"), (env) -> env.remove("ABSENT"),
				(env) -> env.remove("REMOVED"), (env) -> {
					env.put("OWN", "1");
					env.put("OWN", "2");
					env.remove("OWN");
					env.put("OWN", "3");
				});
	}

	@ParameterizedTest
	@MethodSource("noConflicts")
	void writeThatChangesNoVariableOfAnotherMutatorIsNoConflict(Consumer<Env> write) {
		assertThat(registry(Registry.ConflictPolicy.WARN, write).run(this.context, environment()).warnings()).isEmpty();
		assertThat(registry(Registry.ConflictPolicy.FAIL, write).run(this.context, environment()).mutators())
			.hasSize(2);
	}

	@Test
	void overrideOfSecretOrRequestVariableIsNoConflict() {
		Env own = Env.of(Map.of("A", "request"));
		own.writtenBy("secrets").putSecret("B", "correct-horse");
		Registry registry = Registry.builder().conflicts(Registry.ConflictPolicy.FAIL).build();
		registry.register(EnvMutator.of("a", (context, env) -> env.replaceAll((name, value) -> "a")));
		registry.run(this.context, own);
		assertThat(own).containsOnly(Map.entry("A", "a"), Map.entry("B", "a"));
	}

	@Test
	void writesOfAnEarlierRunAreNoConflict() {
		Env own = Env.of(Map.of());
		registry(Registry.ConflictPolicy.OVERRIDE, (env) -> env.put("B", "1")).run(this.context, own);
		Registry next = Registry.builder().conflicts(Registry.ConflictPolicy.FAIL).build();
		next.register(EnvMutator.of("next", (context, env) -> env.put("A", "next")));
		next.run(this.context, own);
		assertThat(own).containsEntry("A", "next");
	}

	@Test
	void skippedMutatorHasNoVariables() {
		Registry registry = Registry.builder()
			.conflicts(Registry.ConflictPolicy.FAIL)
			.policies((name) -> MutatorPolicy.DEFAULT.withOnFailure(MutatorPolicy.OnFailure.SKIP))
			.build();
		registry.register(EnvMutator.of("skip", (context, env) -> {
			env.put("A", "skip");
			throw new IllegalStateException("boom");
		}));
		registry.register(EnvMutator.of("late", (context, env) -> env.put("A", "late")));
		registry.run(this.context, this.env);
		assertThat(this.env).containsEntry("A", "late");
	}

	@Test
	void conflictNamesLastWriter() {
		Registry registry = Registry.builder().conflicts(Registry.ConflictPolicy.WARN).build();
		for (String name : new String[] { "first", "second", "third" }) {
			registry.register(EnvMutator.of(name, (context, env) -> env.put("A", name)));
		}
		assertThat(registry.run(this.context, this.env).warnings()).containsExactly(
				"\"second\" overrides variable \"A\" of \"first\"", "\"third\" overrides variable \"A\" of \"second\"");
	}

	private static Registry registry(Registry.ConflictPolicy policy, Consumer<Env> write) {
		return register(Registry.builder().conflicts(policy).build(), write);
	}

	private static Registry register(Registry registry, Consumer<Env> write) {
		registry.register(EnvMutator.of("early", (context, env) -> {
			env.put("A", "1");
			env.remove("REMOVED");
		}));
		registry.register(EnvMutator.of("late", (context, env) -> write.accept(env)));
		return registry;
	}

	private static Map<String, String> environment() {
		return new HashMap<>(Map.of("KEPT", "caller", "REMOVED", "caller"));
	}

}
