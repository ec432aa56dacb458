package io.provisionhook;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link VariableRules}: values that are refused, and values that are kept.
 */
class VariableValueTests {

	private final ProvisionContext context = new ManualTime().context();

	private final Env env = Env.of(Map.of());

	@Test
	@SuppressWarnings("NullAway") // A plugin without NullAway can do this
	void nullIsRefused() {
		assertThatNullPointerException().isThrownBy(() -> this.env.put("A", null))
			.withMessage("Value of variable 'A' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.env.putSecret("A", null))
			.withMessage("Value of variable 'A' must not be null");
		assertThat(this.env).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0000", "correct\u0000horse", "correct-horse\u0000", "\u00e4\u0000" })
	void nulIsRefused(String value) {
		assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> this.env.put("A", value))
			.withMessage("variable \"A\" has a value with a NUL character");
		assertThat(this.env).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(UnpairedSurrogate.class)
	void unpairedSurrogateIsRefused(UnpairedSurrogate surrogate) {
		assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> this.env.put("A", surrogate.text))
			.withMessage("variable \"A\" has a value with a character that can't be expressed in UTF-8");
		assertThat(this.env).isEmpty();
	}

	@Test
	void emptyValueIsNoRemoval() {
		Map<String, String> variables = new HashMap<>(Map.of("A", "caller"));
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, own) -> {
			own.put("A", "");
			own.put("B", "");
			own.putSecret("C", "");
		}));
		RunReport report = registry.run(this.context, variables);
		assertThat(variables).containsOnly(Map.entry("A", ""), Map.entry("B", ""), Map.entry("C", ""));
		assertThat(report.changes()).extracting(VariableChange::action)
			.containsExactly(VariableChange.Action.CHANGED, VariableChange.Action.ADDED, VariableChange.Action.ADDED);
		assertThat(report.warnings()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "A=B=C", "one\ntwo\n", "one\r\ntwo", "\ufeffwith BOM", "$(REF)", "$$(REF)", "${REF}",
			"'single' \"double\" `back`", "back\\slash", "\ud83d\ude80 \u00e4", "\t\u0001\u001b[31m", " blanks ",
			"\ue000", "\uffff" })
	void valueStaysAsItIs(String value) {
		Map<String, String> variables = new HashMap<>();
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, own) -> own.put("A", value)));
		registry.register(EnvMutator.of("b", (context, own) -> own.put("B", String.valueOf(own.get("A")))));
		registry.run(this.context, variables);
		assertThat(variables).containsOnly(Map.entry("A", value), Map.entry("B", value));
		assertThat(String.valueOf(variables.get("B")).getBytes(StandardCharsets.UTF_8))
			.isEqualTo(value.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Text that no UTF-8 can express; no such text can be the argument of an annotation.
	 */
	enum UnpairedSurrogate {

		HIGH_ALONE('\ud83d', ""), LOW_ALONE('\ude80', ""), HIGH_IN_TEXT('\ud83d', "x"), LOW_IN_TEXT('\ude80', "x"),
		HIGH_BEFORE_PAIR('\ud83d', "\ud83d\ude80"), LOW_BEFORE_PAIR('\ude80', "\ud83d\ude80");

		private final String text;

		UnpairedSurrogate(char first, String rest) {
			this.text = first + rest;
		}

	}

}
