package io.provisionhook;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.provisionhook.report.VariableChange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link Registry.ConflictPolicy}: additions to another mutator's variable.
 */
class AdditionConflictTests {

	private final ProvisionContext context = new ManualTime().context();

	private final Map<String, String> env = new HashMap<>();

	private final Registry registry = Registry.builder().conflicts(Registry.ConflictPolicy.FAIL).build();

	@Test
	void additionKeepsOwnerOfVariable() {
		this.registry.register(EnvMutator.of("early", (context, env) -> env.put("LIST", "a")));
		this.registry.register(EnvMutator.of("late", (context, env) -> {
			env.append("LIST", "b", ":");
			env.put("LIST", "mine");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"late\": variable \"LIST\" was written by \"early\" and \"late\" may not "
					+ "override it");
		assertThat(this.env).isEmpty();
	}

	@Test
	void additionIsReportedWithItsMutator() {
		this.registry.register(EnvMutator.of("early", (context, env) -> env.put("LIST", "a")));
		this.registry.register(EnvMutator.of("late", (context, env) -> env.append("LIST", "b", ":")));
		assertThat(this.registry.run(this.context, this.env).changes()).containsExactly(
				new VariableChange("LIST", VariableChange.Action.ADDED, "early", null, false, null),
				new VariableChange("LIST", VariableChange.Action.CHANGED, "late", "early", false, null));
		assertThat(this.env).containsEntry("LIST", "a:b");
	}

	@Test
	void additionToVariableRemovedByAnotherMutatorIsConflict() {
		this.env.put("LIST", "a");
		this.registry.register(EnvMutator.of("early", (context, env) -> env.remove("LIST")));
		this.registry.register(EnvMutator.of("late", (context, env) -> env.append("LIST", "b", ":")));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"late\": variable \"LIST\" was written by \"early\" and \"late\" may not "
					+ "override it");
		assertThat(this.env).containsEntry("LIST", "a");
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without NullAway can do this
	void nullValueOfCallerIsNamed() {
		this.env.put("EMPTY", null);
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		assertThatNullPointerException().isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("Value of variable 'EMPTY' must not be null");
	}

}
