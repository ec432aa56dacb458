package io.provisionhook;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RequiredVariable}.
 */
class RequiredVariableTests {

	@Test
	void oneOfSeveralIsEnough() {
		RequiredVariable required = RequiredVariable.of("API_KEY|OAUTH_TOKEN");
		assertThat(required.isIn(Set.of("OAUTH_TOKEN"))).isTrue();
		assertThat(required.isIn(Set.of("API_KEY", "OAUTH_TOKEN"))).isTrue();
		assertThat(required.isIn(Set.of("API_KEY|OAUTH_TOKEN", "API", "OTHER"))).isFalse();
		assertThat(required).hasToString("API_KEY or OAUTH_TOKEN");
	}

	@ParameterizedTest
	@ValueSource(strings = { "A|B|C", " A | B|C " })
	void blanksAroundNamesDoNotCount(String text) {
		assertThat(RequiredVariable.of(text).names()).containsExactly("A", "B", "C");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '"', nullValues = "none",
			value = { "\"\";;has no name", "\"A|\";;has no name", "\"|\";;has no name", "\"A||B\";;has no name",
					"A=1;A=;has an equals sign in its name", "A|B=1;B=;has an equals sign in its name" })
	void nameThatNoVariableCanHaveIsRefused(String text, String shown, String problem) {
		assertThatIllegalArgumentException().isThrownBy(() -> RequiredVariable.of(text))
			.withMessage("Required variable \"" + ((shown != null) ? shown : "") + "\" " + problem);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> WorkspaceRequest.named("demo").requiredVariables(List.of(text)).build())
			.withMessageEndingWith(problem);
	}

	@Test
	void namesMustNotBeEmpty() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RequiredVariable(List.of()))
			.withMessage("'names' must not be empty");
	}

}
