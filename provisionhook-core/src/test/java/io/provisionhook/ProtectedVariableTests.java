package io.provisionhook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link VariableRules}: protected variables.
 */
class ProtectedVariableTests {

	private final VariableRules rules = VariableRules.builder().protect(List.of("EXACT", "PRE_*", "*_SUF")).build();

	private final Registry registry = Registry.builder().rules(this.rules).build();

	private final ProvisionContext context = new ManualTime().context();

	@ParameterizedTest
	@ValueSource(strings = { "EXACT", "PRE_", "PRE_A", "A_SUF", "_SUF" })
	void newVariableIsRefused(String name) {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put(name, "value")));
		assertRefused(new HashMap<>(), name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "EXACT", "PRE_A", "A_SUF" })
	void overwriteIsRefused(String name) {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.replace(name, "value")));
		assertRefused(new HashMap<>(Map.of(name, "caller")), name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "EXACT", "PRE_A", "A_SUF" })
	void removalIsRefused(String name) {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.remove(name)));
		assertRefused(new HashMap<>(Map.of(name, "caller")), name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "EXACT", "PRE_A", "A_SUF" })
	void clearIsRefused(String name) {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.clear()));
		assertRefused(new HashMap<>(Map.of(name, "caller")), name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "EXACT", "PRE_A", "A_SUF" })
	void additionAndSecretAreRefused(String name) {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> env.append(name, "b", ":"));
			assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> env.prepend(name, "b", ":"));
			env.putSecret(name, "value");
		}));
		assertRefused(new HashMap<>(), name);
	}

	@ParameterizedTest
	@EnumSource(EnvWrite.class)
	void everyWriteToProtectedVariableIsRefused(EnvWrite write) {
		Registry strict = Registry.builder()
			.rules(VariableRules.builder().protect(List.of("A", "B", "NEW")).build())
			.build();
		strict.register(EnvMutator.of("a", (context, env) -> write.to(env)));
		Env env = EnvWrite.environment();
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> strict.run(this.context, env))
			.withMessageMatching("provisionhook \"a\": variable \"(A|B|NEW)\" is protected")
			.withCauseInstanceOf(VariableRefusedException.class);
		assertThat(env).containsExactlyInAnyOrderEntriesOf(EnvWrite.environment());
	}

	@ParameterizedTest
	@ValueSource(strings = { "EXACT_", "exact", "PRE", "pre_A", "X_PRE_A", "SUF", "A_SUF_B" })
	void otherNamesAreNotProtected(String name) {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put(name, "value")));
		Map<String, String> env = new HashMap<>(Map.of("EXACT", "caller"));
		this.registry.run(this.context, env);
		assertThat(env).containsOnly(Map.entry("EXACT", "caller"), Map.entry(name, "value"));
	}

	@Test
	void removalOfAbsentVariableIsAllowed() {
		this.registry.register(EnvMutator.of("a", (context, env) -> assertThat(env.remove("EXACT")).isNull()));
		assertThat(this.registry.run(this.context, new HashMap<>()).changes()).isEmpty();
	}

	@Test
	void hostMayWriteProtectedVariables() {
		Env env = Env.onTopOf(BaseEnvironment.EMPTY, this.rules);
		env.put("EXACT", "1");
		env.put("EXACT", "2");
		env.remove("EXACT");
		env.writtenBy("secrets").put("PRE_A", "3");
		assertThat(env).containsOnly(Map.entry("PRE_A", "3"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "*", "**", "A*B", "*A*B" })
	void invalidPatternIsRefused(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> VariableRules.builder().protect(List.of(pattern)))
			.withMessage("'" + pattern
					+ "' must be the name of a variable, with an asterisk at its beginning or end at most");
	}

	private void assertRefused(Map<String, String> env, String name) {
		Map<String, String> before = Map.copyOf(env);
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, env))
			.withMessage("provisionhook \"a\": variable \"" + name + "\" is protected")
			.withCauseInstanceOf(VariableRefusedException.class);
		assertThat(env).isEqualTo(before);
	}

}
