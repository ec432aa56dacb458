package io.provisionhook;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link VariableRules#requireWritable}.
 */
class VariableRulesTests {

	private final VariableRules rules = VariableRules.builder()
		.protect(List.of("PLATFORM_*"))
		.allow(List.of("NODE_OPTIONS"))
		.build();

	@Test
	void requireWritableAcceptsWhatMutatorMayWrite() {
		assertThatCode(() -> this.rules.requireWritable("REGION", "eu")).doesNotThrowAnyException();
		assertThatCode(() -> this.rules.requireWritable("REGION", "")).doesNotThrowAnyException();
		assertThatCode(() -> this.rules.requireWritable("NODE_OPTIONS", "--trace-warnings")).doesNotThrowAnyException();
	}

	@Test
	void requireWritableRefusesName() {
		refuses("A=B", "value", "A=", "variable \"A=\" has an equals sign in its name");
	}

	@Test
	void requireWritableRefusesProtectedVariable() {
		refuses("PLATFORM_URL", "value", "PLATFORM_URL", "variable \"PLATFORM_URL\" is protected");
	}

	@Test
	void requireWritableRefusesDangerousVariable() {
		refuses("LD_PRELOAD", "value", "LD_PRELOAD",
				"variable \"LD_PRELOAD\" can make programs run other code and was not allowed by name");
	}

	@Test
	void requireWritableRefusesValueWithoutShowingIt() {
		refuses("REGION", "eu\0", "REGION", "variable \"REGION\" has a value with a NUL character");
	}

	@Test
	void requireWritableRefusesVariableThatIsTooLarge() {
		refuses("REGION", "x".repeat(VariableRules.MAX_VARIABLE_SIZE), "REGION",
				"variable \"REGION\" is larger than 131071 bytes, the most that Linux takes");
	}

	private void refuses(String name, String value, String shownName, String message) {
		assertThatExceptionOfType(VariableRefusedException.class)
			.isThrownBy(() -> this.rules.requireWritable(name, value))
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.getVariableName()).isEqualTo(shownName));
	}

}
