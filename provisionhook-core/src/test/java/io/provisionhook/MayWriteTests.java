package io.provisionhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MutatorPolicy#getMayWrite()}.
 */
class MayWriteTests {

	private static final String SECRET = "correct-horse";

	private final ProvisionContext context = new ManualTime().context();

	@ParameterizedTest
	@EnumSource(EnvWrite.class)
	void everyWriteToUnlistedNameIsRefused(EnvWrite write) {
		Env env = EnvWrite.environment();
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> registry(List.of("OTHER"), write::to).run(this.context, env))
			.withMessageMatching("provisionhook \"a\": variable \"(A|B|NEW)\" may not be written by \"a\": "
					+ "provisionhook.mutators.a.may-write does not name it")
			.withCauseInstanceOf(VariableRefusedException.class);
		assertThat(env).containsExactlyInAnyOrderEntriesOf(EnvWrite.environment());
	}

	@ParameterizedTest
	@EnumSource(EnvWrite.class)
	void everyWriteToListedNameIsAllowed(EnvWrite write) {
		Env env = EnvWrite.environment();
		registry(List.of("A", "B*", "*EW"), write::to).run(this.context, env);
		assertThat(env).containsExactlyInAnyOrderEntriesOf(write.after());
	}

	@ParameterizedTest
	@EnumSource(EnvWrite.class)
	void emptyListAllowsNothing(EnvWrite write) {
		Registry registry = registry(List.of(), write::to);
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> registry.run(this.context, EnvWrite.environment()))
			.withMessageContaining("may not be written by \"a\"");
	}

	@Test
	void emptyListAllowsReading() {
		Map<String, String> env = new HashMap<>(Map.of("A", "1"));
		registry(List.of(), (view) -> assertThat(view).containsOnly(Map.entry("A", "1"))).run(this.context, env);
		assertThat(env).containsOnly(Map.entry("A", "1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "EXACT", "PRE_", "PRE_A", "A_SUF", "_SUF", "A_PART_B" })
	void nameThatMatchesAPatternIsWritten(String name) {
		Map<String, String> env = new HashMap<>();
		registry(List.of("EXACT", "PRE_*", "*_SUF", "*PART*"), (view) -> view.put(name, "1")).run(this.context, env);
		assertThat(env).containsOnlyKeys(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "EXACT_", "exact", "PRE", "pre_A", "X_PRE_A", "SUF", "A_SUF_B" })
	void nameThatMatchesNoPatternIsRefused(String name) {
		assertRefused(registry(List.of("EXACT", "PRE_*", "*_SUF"), (view) -> view.put(name, "1")), name);
	}

	@Test
	void writeOfSameValueIsRefusedToo() {
		assertRefused(registry(List.of("OTHER"), (view) -> view.put("A", "1")), "A");
	}

	@Test
	void removalOfAbsentVariableIsAllowed() {
		RunReport report = registry(List.of(), (view) -> assertThat(view.remove("ABSENT")).isNull()).run(this.context,
				new HashMap<>());
		assertThat(report.changes()).isEmpty();
	}

	@Test
	void writeWithLeaseToUnlistedNameIsRefused() {
		assertRefused(registry(List.of("OTHER"),
				(view) -> view.putSecret("A", SECRET, Lease.until(this.context.deadline().plus(Duration.ofHours(1))))),
				"A");
	}

	@Test
	void permissionToOverrideDoesNotAllowWrite() {
		Registry registry = Registry.builder()
			.conflicts(Registry.ConflictPolicy.FAIL)
			.policies((name) -> name.equals("a") ? MutatorPolicy.DEFAULT.withMayWrite(List.of()).withMayOverride(true)
					: MutatorPolicy.DEFAULT)
			.build();
		registry.register(EnvMutator.of("earlier", (context, env) -> env.put("A", "1")));
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "2")));
		assertRefused(registry, "A");
	}

	@Test
	void generalRulesAreCheckedFirst() {
		Registry registry = Registry.builder()
			.rules(VariableRules.builder().protect(List.of("A")).build())
			.policies((name) -> MutatorPolicy.DEFAULT.withMayWrite(List.of("OTHER")))
			.build();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()))
			.withMessage("provisionhook \"a\": variable \"A\" is protected");
	}

	@Test
	void otherMutatorsMayWriteAnyVariable() {
		Registry registry = Registry.builder()
			.policies((name) -> name.equals("a") ? MutatorPolicy.DEFAULT.withMayWrite(List.of("A"))
					: MutatorPolicy.DEFAULT)
			.build();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		registry.register(EnvMutator.of("b", (context, env) -> env.put("B", "1")));
		Map<String, String> env = new HashMap<>();
		registry.run(this.context, env);
		assertThat(env).containsOnlyKeys("A", "B");
	}

	@Test
	void skippedMutatorLeavesNoWrites() {
		Registry registry = Registry.builder()
			.policies((name) -> MutatorPolicy.DEFAULT.withMayWrite(List.of("A"))
				.withOnFailure(MutatorPolicy.OnFailure.SKIP))
			.build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			env.put("A", "1");
			env.put("B", "1");
		}));
		Map<String, String> env = new HashMap<>();
		RunReport report = registry.run(this.context, env);
		assertThat(env).isEmpty();
		assertThat(report.mutators()).singleElement().satisfies((mutator) -> {
			assertThat(mutator.outcome()).isEqualTo(MutatorOutcome.SKIPPED);
			assertThat(mutator.error()).isEqualTo(
					"variable \"B\" may not be written by \"a\": provisionhook.mutators.a.may-write does not name it");
		});
	}

	@Test
	void refusalIsAtTheLineOfThePluginAndShowsNoValue() {
		List<StackTraceElement> lines = new ArrayList<>();
		Registry registry = registry(List.of("OTHER"), (env) -> {
			try {
				env.putSecret("A", SECRET);
			}
			catch (VariableRefusedException ex) {
				assertThat(ex.getVariableName()).isEqualTo("A");
				lines.addAll(List.of(ex.getStackTrace()));
				throw new IllegalStateException("no place for " + SECRET, ex);
			}
		});
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, new HashMap<>()))
			.withMessage("provisionhook \"a\": no place for [redacted]");
		assertThat(lines).extracting(StackTraceElement::getMethodName)
			.as("frames above the plugin's line are those of Env")
			.containsSequence("write", "put", "putSecret",
					lines.stream()
						.map(StackTraceElement::getMethodName)
						.filter((name) -> name.contains("refusalIsAtTheLine"))
						.findFirst()
						.orElse("none"));
	}

	@Test
	void withMayWriteKeepsPatternsAndOriginalPolicy() {
		MutatorPolicy policy = MutatorPolicy.DEFAULT.withMayWrite(List.of("A", "B_*"));
		assertThat(policy.getMayWrite()).containsExactly("A", "B_*");
		assertThat(policy.withTimeout(Duration.ofSeconds(1))
			.withEnabled(false)
			.withOnFailure(MutatorPolicy.OnFailure.SKIP)
			.withMayOverride(true)
			.getMayWrite()).containsExactly("A", "B_*").isUnmodifiable();
		assertThat(policy.withMayWrite(List.of()).getMayWrite()).isEmpty();
		assertThat(policy.withMayWrite(null).getMayWrite()).isNull();
		assertThat(MutatorPolicy.DEFAULT.getMayWrite()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "*", "**", "A*B" })
	void invalidPatternIsRefused(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> MutatorPolicy.DEFAULT.withMayWrite(List.of("A", pattern)))
			.withMessage("'" + pattern
					+ "' must be the name of a variable, with an asterisk at its beginning or end at most");
	}

	private static Registry registry(@Nullable List<String> mayWrite, Consumer<Env> write) {
		Registry registry = Registry.builder().policies((name) -> MutatorPolicy.DEFAULT.withMayWrite(mayWrite)).build();
		registry.register(EnvMutator.of("a", (context, env) -> write.accept(env)));
		return registry;
	}

	private void assertRefused(Registry registry, String name) {
		Map<String, String> env = new HashMap<>(Map.of("A", "1"));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, env))
			.withMessage("provisionhook \"a\": variable \"" + name
					+ "\" may not be written by \"a\": provisionhook.mutators.a.may-write does not name it")
			.satisfies((ex) -> assertThat(Objects.requireNonNull(ex.getCause())).isInstanceOfSatisfying(
					VariableRefusedException.class,
					(refused) -> assertThat(refused.getVariableName()).isEqualTo(name)));
		assertThat(env).containsOnly(Map.entry("A", "1"));
	}

}
