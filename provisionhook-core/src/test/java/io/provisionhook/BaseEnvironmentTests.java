package io.provisionhook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.provisionhook.BaseEnvironment.Owner;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link BaseEnvironment} as part of an environment.
 */
class BaseEnvironmentTests {

	private final BaseEnvironment base = BaseEnvironment.EMPTY
		.with(Owner.PLATFORM, Map.of("PATH", "/bin", "REPLACED", "1"))
		.with(Owner.HOST, Map.of("NPM_TOKEN", "correct-horse"))
		.with(Owner.IMAGE, Map.of("AWS_REGION", "us-west-2", "REPLACED", "2", "NODE_OPTIONS", "--inspect"));

	@Test
	void laterVariablesReplaceEarlierOnesWithTheirOwner() {
		assertThat(this.base.values()).containsEntry("REPLACED", "2").hasSize(5).isUnmodifiable();
		assertThat(this.base.ownerOf("REPLACED")).isEqualTo(Owner.IMAGE);
		assertThat(this.base.ownerOf("PATH")).hasToString("platform");
		assertThat(this.base.ownerOf("ABSENT")).isNull();
		assertThat(this.base.toString()).contains("NPM_TOKEN").doesNotContain("correct-horse");
	}

	@Test
	void everyReadSeesBaseVariables() {
		List<String> seen = new ArrayList<>();
		run((env) -> {
			assertThat(env).hasSize(5).containsEntry("AWS_REGION", "us-west-2").isEqualTo(env.base());
			assertThat(env.keySet()).contains("PATH", "NPM_TOKEN");
			assertThat(env.values()).contains("/bin");
			assertThat(env.getOrDefault("PATH", "none")).isEqualTo("/bin");
			assertThat(env.isSecret("NPM_TOKEN")).isTrue();
			assertThat(env.toString()).contains("AWS_REGION").doesNotContain("us-west-2");
			env.forEach((name, value) -> seen.add(name));
		});
		assertThat(seen).containsExactlyInAnyOrder("PATH", "REPLACED", "NPM_TOKEN", "AWS_REGION", "NODE_OPTIONS");
	}

	@Test
	void writeIfAbsentKeepsBaseVariables() {
		RunReport report = run((env) -> {
			assertThat(env.putIfAbsent("AWS_REGION", "eu")).isEqualTo("us-west-2");
			assertThat(env.computeIfAbsent("AWS_REGION", (name) -> "eu")).isEqualTo("us-west-2");
			env.merge("REPLACED", "3", String::concat);
		});
		assertThat(report.changes())
			.containsExactly(new VariableChange("REPLACED", VariableChange.Action.CHANGED, "a", "image", false, null));
	}

	@ParameterizedTest
	@EnumSource(Owner.class)
	void reportNamesPreviousOwner(Owner owner) {
		Env env = Env.onTopOf(BaseEnvironment.EMPTY.with(owner, Map.of("A", "1", "B", "1", "C", "1", "D_TOKEN", "1")));
		RunReport report = run(env, (own) -> {
			own.put("A", "2");
			own.remove("B");
			own.prepend("C", "2", ":");
			own.keySet().remove("D_TOKEN");
		});
		assertThat(report.changes()).containsExactly(
				new VariableChange("A", VariableChange.Action.CHANGED, "a", owner.toString(), false, null),
				new VariableChange("B", VariableChange.Action.REMOVED, "a", owner.toString(), false, null),
				new VariableChange("C", VariableChange.Action.CHANGED, "a", owner.toString(), false, null),
				new VariableChange("D_TOKEN", VariableChange.Action.REMOVED, "a", owner.toString(), true, null));
		assertThat(env).containsOnly(entry("A", "2"), entry("C", "2:1"));
	}

	@Test
	void everyRemovalRemovesBaseVariable() {
		Env env = Env.onTopOf(this.base);
		run(env, (own) -> {
			own.remove("PATH");
			own.remove("REPLACED", "2");
			own.entrySet().removeIf((variable) -> variable.getKey().equals("AWS_REGION"));
			own.computeIfPresent("NPM_TOKEN", (name, value) -> null);
			assertThat(own.containsKey("PATH")).isFalse();
		});
		assertThat(env).containsOnlyKeys("NODE_OPTIONS");
		run(env, Map::clear);
		assertThat(env).isEmpty();
		assertThat(env.base()).hasSize(5);
	}

	@Test
	void failedRunKeepsBaseVariables() {
		Env env = Env.onTopOf(this.base);
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> run(env, (own) -> {
			own.remove("PATH");
			throw new IllegalStateException("boom");
		}));
		assertThat(env).isEqualTo(this.base.values());
	}

	@Test
	void writeToBaseVariableAgainstTheRulesIsRefused() {
		VariableRules rules = VariableRules.builder().protect(List.of("PATH")).build();
		Registry registry = Registry.builder().rules(rules).build();
		registry.register(EnvMutator.of("a", (context, env) -> env.remove("PATH")));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> registry.run(context(), Env.onTopOf(this.base, rules)))
			.withMessage("provisionhook \"a\": variable \"PATH\" is protected");
	}

	@Test
	void firstMutatorThatWritesBaseVariableOwnsIt() {
		Registry registry = Registry.builder().conflicts(Registry.ConflictPolicy.FAIL).build();
		registry.register(EnvMutator.of("first", (context, env) -> env.put("AWS_REGION", "eu")));
		registry.register(EnvMutator.of("second", (context, env) -> env.remove("AWS_REGION")));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> registry.run(context(), Env.onTopOf(this.base)))
			.withMessage("provisionhook \"second\": variable \"AWS_REGION\" was written by \"first\" and \"second\" "
					+ "may not override it");
	}

	@Test
	void nestedRunOnEnvOfMutatorKeepsTheOwner() {
		Env env = Env.onTopOf(this.base);
		Registry outer = new Registry();
		outer.register(EnvMutator.of("outer", (context, own) -> {
			Registry inner = new Registry();
			inner.register(EnvMutator.of("inner", (innerContext, innerEnv) -> innerEnv.remove("AWS_REGION")));
			assertThat(inner.run(context, own).changes()).containsExactly(
					new VariableChange("AWS_REGION", VariableChange.Action.REMOVED, "inner", "image", false, null));
		}));
		outer.run(context(), env);
		assertThat(env).doesNotContainKey("AWS_REGION");
	}

	@Test
	void secretsOfBaseAreRedactedAfterTheirRemoval() {
		Env env = Env.onTopOf(this.base);
		run(env, (own) -> own.remove("NPM_TOKEN"));
		assertThat(env.redactor().redact("correct-horse")).isEqualTo("[redacted]");
	}

	@Test
	void baseVariableThatContainsSecretIsSecret() {
		BaseEnvironment withUrl = this.base.with(Owner.IMAGE, Map.of("REGISTRY", "https://x:correct-horse@npm.test/"));
		Env env = Env.onTopOf(withUrl);
		assertThat(run(env, (own) -> own.put("A", "1")).warnings())
			.containsExactly("variable \"REGISTRY\" of \"image\" contains a secret and is treated as secret");
		assertThat(env.isSecret("REGISTRY")).isTrue();
	}

	@Test
	void baseVariablesCountTowardsTotalSize() {
		Env env = Env.onTopOf(BaseEnvironment.EMPTY.with(Owner.IMAGE, Map.of("A", "1234")),
				VariableRules.builder().maxTotalSize(10).build());
		assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> env.put("B", "12"))
			.withMessage("variable \"B\" would make the environment larger than the 10 bytes that are allowed");
		env.put("A", "1");
		env.put("B", "1");
		assertThat(env).hasSize(2);
	}

	@Test
	void absentVariableOfIncompleteBaseCanNotBeRemovedNorAddedTo() {
		Env env = Env.onTopOf(this.base.incomplete("image \"agent:3\" can't be looked into"));
		String reason = ": nobody has set it, and image \"agent:3\" can't be looked into";
		assertThatRefused(env, (own) -> own.remove("HTTP_PROXY"), "variable \"HTTP_PROXY\" can't be removed" + reason);
		assertThatRefused(env, (own) -> own.prepend("LIST", "1", ":"), "variable \"LIST\" can't be added to" + reason);
		assertThatRefused(env, (own) -> own.append("LIST", "1", ":"), "variable \"LIST\" can't be added to" + reason);
		run(env, (own) -> {
			own.put("HTTP_PROXY", "http://proxy.test");
			own.remove("HTTP_PROXY");
			own.remove("HTTP_PROXY");
			own.remove("PATH");
			own.prepend("AWS_REGION", "eu", ",");
			assertThat(own.get("ABSENT")).isNull();
		});
		assertThat(env).containsEntry("AWS_REGION", "eu,us-west-2").doesNotContainKeys("HTTP_PROXY", "PATH");
	}

	@Test
	void variableOfUnknownValueCanBeSetButNotRemovedNorAddedTo() {
		Env env = Env.onTopOf(this.base.withUnknownValues(Set.of("HOME", "PATH")));
		assertThatRefused(env, (own) -> own.remove("HOME"),
				"variable \"HOME\" can't be removed: the platform sets it when the workspace starts");
		assertThatRefused(env, (own) -> own.append("HOME", "/x", ""),
				"variable \"HOME\" can't be added to: the platform sets it when the workspace starts");
		run(env, (own) -> {
			assertThat(own.containsKey("HOME")).isFalse();
			own.put("HOME", "/home/agent");
			own.prepend("PATH", "/opt", ":");
		});
		assertThat(env).containsEntry("HOME", "/home/agent").containsEntry("PATH", "/opt:/bin");
	}

	@Test
	@SuppressWarnings("NullAway") // Runtimes without NullAway can do this
	void nullIsRefused() {
		assertThatNullPointerException().isThrownBy(() -> this.base.with(null, Map.of()))
			.withMessage("'owner' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.base.with(Owner.HOST, null))
			.withMessage("'variables' must not be null");
		assertThatNullPointerException()
			.isThrownBy(() -> this.base.with(Owner.HOST, Collections.singletonMap("A", null)))
			.withMessage("Value of variable 'A' must not be null");
		assertThatNullPointerException()
			.isThrownBy(() -> this.base.with(Owner.HOST, Collections.singletonMap(null, "1")))
			.withMessage("'variables' must not have a variable without a name");
		assertThatNullPointerException().isThrownBy(() -> this.base.incomplete(null))
			.withMessage("'reason' must not be null");
	}

	private static void assertThatRefused(Env env, Consumer<Env> write, String message) {
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> run(env, write))
			.withMessage("provisionhook \"a\": " + message);
	}

	private RunReport run(Consumer<Env> writes) {
		return run(Env.onTopOf(this.base), writes);
	}

	private static RunReport run(Env env, Consumer<Env> writes) {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, own) -> writes.accept(own)));
		return registry.run(context(), env);
	}

	private static ProvisionContext context() {
		return new ManualTime().context();
	}

}
