package io.provisionhook;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link VariableRules}: names of variables that are refused.
 */
class VariableNameTests {

	private final Env env = Env.of(Map.of());

	static Stream<Arguments> refusedNames() {
		return Stream.of(Arguments.of("", "", "has no name"), Arguments.of("=", "=", "has an equals sign in its name"),
				Arguments.of("a=", "a=", "has an equals sign in its name"),
				Arguments.of("a=b", "a=", "has an equals sign in its name"),
				Arguments.of("a=b=c", "a=", "has an equals sign in its name"),
				Arguments.of("=abc", "=", "has an equals sign in its name"),
				Arguments.of("a\u0000b", "a?b", "has a control character in its name"),
				Arguments.of("\u0000", "?", "has a control character in its name"),
				Arguments.of("a\u0001b", "a?b", "has a control character in its name"),
				Arguments.of("a\u007fb", "a?b", "has a control character in its name"),
				Arguments.of("a\u0082b", "a?b", "has a control character in its name"),
				Arguments.of("a\u001b[31mb", "a?[31mb", "has a control character in its name"),
				Arguments.of("a\nb", "a?b", "has a control character in its name"),
				Arguments.of("a\r\nb", "a??b", "has a control character in its name"),
				Arguments.of("a\u2028b", "a?b", "has a control character in its name"),
				Arguments.of("a\u2029b", "a?b", "has a control character in its name"),
				Arguments.of("a\tb", "a?b", "has a control character in its name"),
				Arguments.of("a\ufeff", "a?", "has a format character in its name"),
				Arguments.of("a\u202eb", "a?b", "has a format character in its name"),
				Arguments.of("a\u200bb", "a?b", "has a format character in its name"),
				Arguments.of("a\u00adb", "a?b", "has a format character in its name"),
				Arguments.of("a\udb40\udc41b", "a?b", "has a format character in its name"),
				Arguments.of("   TOKEN", "   TOKEN", "has a blank at the beginning or end of its name"),
				Arguments.of("TOKEN ", "TOKEN ", "has a blank at the beginning or end of its name"),
				Arguments.of(" ", " ", "has a blank at the beginning or end of its name"),
				Arguments.of("\u00a0TOKEN", "\u00a0TOKEN", "has a blank at the beginning or end of its name"),
				Arguments.of("TOKEN\u3000", "TOKEN\u3000", "has a blank at the beginning or end of its name"),
				Arguments.of("a\ud83d", "a?", "has a name that can't be expressed in UTF-8"),
				Arguments.of("\ude80a", "?a", "has a name that can't be expressed in UTF-8"));
	}

	@ParameterizedTest
	@MethodSource("refusedNames")
	void putRefusesName(String name, String shown, String reason) {
		assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> this.env.put(name, "value"))
			.withMessage("variable \"" + shown + "\" " + reason)
			.satisfies((ex) -> assertThat(ex.getVariableName()).isEqualTo(shown));
		assertThat(this.env).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("refusedNames")
	void mutatorThatPutsRefusedNameFails(String name, String shown, String reason) {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, own) -> own.putSecret(name, "value")));
		Map<String, String> variables = new HashMap<>();
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> registry.run(new ManualTime().context(), variables))
			.withMessage("provisionhook \"a\": variable \"" + shown + "\" " + reason)
			.withCauseInstanceOf(VariableRefusedException.class);
		assertThat(variables).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "A", "a.", "0a", "0", "-", ":", "/a", "a:a", "test-one-two", "test_one_two", "two words",
			"_", "GR\u00dcSSE", "\u65e5\u672c", "\ud83d\ude80", "$(REF)", "%PATH%", "a'b\"c\\d" })
	void putAcceptsName(String name) {
		this.env.put(name, "value");
		assertThat(this.env).containsOnly(Map.entry(name, "value"));
	}

	@Test
	void putWhenNameIsAsLongAsAllowedAcceptsIt() {
		this.env.put("N".repeat(255), "value");
		assertThat(this.env).hasSize(1);
		assertThatExceptionOfType(VariableRefusedException.class)
			.isThrownBy(() -> this.env.put("N".repeat(256), "value"))
			.withMessage("variable \"" + "N".repeat(80) + "...\" has a name of more than 255 characters");
	}

	@Test
	void namesThatLookAlikeAreDifferentVariables() {
		this.env.put("Path", "1");
		this.env.put("PATH", "2");
		this.env.put("test-one-two", "3");
		this.env.put("test_one_two", "4");
		this.env.put("GRU\u0308SSE", "5");
		this.env.put("GR\u00dcSSE", "6");
		assertThat(this.env).hasSize(6).containsEntry("Path", "1").containsEntry("GR\u00dcSSE", "6");
	}

	@Test
	void longNameIsShortenedInTheMessage() {
		String name = "N".repeat(200) + "\n";
		assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> this.env.put(name, "value"))
			.withMessage("variable \"" + "N".repeat(80) + "...\" has a control character in its name");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TOKEN=correct-horse", "=correct-horse", "A\n=correct-horse", "TOKEN==correct-horse" })
	void valueThatWasPutIntoTheNameIsNotShown(String name) {
		assertThatExceptionOfType(VariableRefusedException.class).isThrownBy(() -> this.env.put(name, ""))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("horse"))
			.satisfies((ex) -> assertThat(ex.getVariableName()).endsWith("=").doesNotContain("horse"));
	}

	@Test
	@SuppressWarnings("NullAway") // A plugin without NullAway can do this
	void valueThatWasPutIntoTheNameIsNotShownWhenTheValueIsNull() {
		assertThatNullPointerException().isThrownBy(() -> this.env.put("TOKEN=correct-horse", null))
			.withMessage("Value of variable 'TOKEN=' must not be null");
	}

	@Test
	void removalOfVariableThatCanNotExistDoesNothing() {
		assertThat(this.env.remove("a=b")).isNull();
		assertThat(this.env.remove("")).isNull();
		assertThat(this.env.get("a\u0000")).isNull();
	}

}
