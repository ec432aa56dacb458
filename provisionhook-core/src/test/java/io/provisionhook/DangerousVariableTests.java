package io.provisionhook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link VariableRules}: variables that make programs run other code.
 */
class DangerousVariableTests {

	private final ProvisionContext context = new ManualTime().context();

	@ParameterizedTest
	@ValueSource(strings = { "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "DYLD_INSERT_LIBRARIES", "DYLD_LIBRARY_PATH",
			"DYLD_", "BASH_ENV", "ENV", "NODE_OPTIONS", "PYTHONSTARTUP", "PERL5OPT", "RUBYOPT", "JAVA_TOOL_OPTIONS",
			"JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "GIT_SSH_COMMAND" })
	void isRefusedUnlessAllowedByName(String name) {
		Map<String, String> env = new HashMap<>();
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> run(VariableRules.DEFAULT, name, env))
			.withMessage("provisionhook \"a\": variable \"" + name
					+ "\" can make programs run other code and was not allowed by name");
		assertThat(env).isEmpty();
		run(VariableRules.builder().allow(List.of(name)).build(), name, env);
		assertThat(env).containsOnly(Map.entry(name, "value"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ld_preload", "LD_PRELOAD_X", "MY_LD_PRELOAD", "ENV_", "MY_ENV", "DYLD", "NODE_OPTION",
			"GIT_SSH" })
	void namesThatOnlyLookLikeItAreFree(String name) {
		Map<String, String> env = new HashMap<>();
		run(VariableRules.DEFAULT, name, env);
		assertThat(env).containsOnly(Map.entry(name, "value"));
	}

	@Test
	void allowingOneAllowsNoOther() {
		VariableRules rules = VariableRules.builder().allow(List.of("LD_PRELOAD")).build();
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> run(rules, "LD_AUDIT", new HashMap<>()))
			.withMessage("provisionhook \"a\": variable \"LD_AUDIT\" can make programs run other code"
					+ " and was not allowed by name");
	}

	@Test
	void allowingDoesNotUndoProtection() {
		VariableRules rules = VariableRules.builder().allow(List.of("ENV")).protect(List.of("ENV")).build();
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> run(rules, "ENV", new HashMap<>()))
			.withMessage("provisionhook \"a\": variable \"ENV\" is protected");
	}

	@Test
	void overwriteIsRefusedAndRemovalIsNot() {
		Map<String, String> env = new HashMap<>(Map.of("LD_PRELOAD", "caller"));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> run(VariableRules.DEFAULT, "LD_PRELOAD", env));
		assertThat(env).containsOnly(Map.entry("LD_PRELOAD", "caller"));
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, own) -> own.remove("LD_PRELOAD")));
		registry.run(this.context, env);
		assertThat(env).isEmpty();
	}

	@Test
	void whoeverMadeTheEnvironmentMaySetThem() {
		assertThat(Env.of(Map.of("LD_PRELOAD", "caller"))).containsOnlyKeys("LD_PRELOAD");
	}

	private void run(VariableRules rules, String name, Map<String, String> env) {
		Registry registry = Registry.builder().rules(rules).build();
		registry.register(EnvMutator.of("a", (context, own) -> own.put(name, "value")));
		registry.run(this.context, env);
	}

}
