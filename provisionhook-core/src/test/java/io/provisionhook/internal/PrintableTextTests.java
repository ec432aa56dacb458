package io.provisionhook.internal;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PrintableText}.
 */
class PrintableTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "fix-login", "Gr\u00fc\u00dfe", "\u65e5\u672c", "\ud83d\ude80", "\u2764\ufe0f",
			"a\ue000", "a\u0378", "\uffff" })
	void ofWhenTextIsPrintableReturnsIt(String text) {
		assertThat(PrintableText.of(text, 20)).isEqualTo(text);
		PrintableText.require("'it'", text, 20);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0000", "\n", "\t", "\u001b", "\u007f", "\u0085", "\u009f", "\u2028", "\u2029" })
	void requireRefusesControlCharacters(String character) {
		assertRefused(character, "control characters");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u00ad", "\u061c", "\u180e", "\u200b", "\u200d", "\u200e", "\u202a", "\u202e", "\u2060",
			"\u2066", "\u2069", "\ufeff", "\ufff9", "\ud834\udd73", "\udb40\udc01", "\udb40\udc41" })
	void requireRefusesFormatCharacters(String character) {
		assertRefused(character, "format characters");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\ud83d", "\ude80", "\udbff", "\udc00" })
	void requireRefusesHalvesOfSurrogatePairs(String character) {
		assertRefused(character, "unpaired surrogates");
	}

	private static void assertRefused(String character, String kind) {
		assertThatIllegalArgumentException().isThrownBy(() -> PrintableText.require("'it'", "a" + character + "b", 20))
			.withMessage("'it' must not contain " + kind);
		assertThat(PrintableText.of("a" + character + "b", 20)).isEqualTo("a?b");
	}

	@Test
	void requireWhenTextIsTooLongNamesTheLimit() {
		PrintableText.require("'it'", "x".repeat(255), PrintableText.MAX_NAME_LENGTH);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> PrintableText.require("'it'", "x".repeat(256), PrintableText.MAX_NAME_LENGTH))
			.withMessage("'it' must not be longer than 255 characters");
	}

	@Test
	void ofWhenTextIsTooLongShortensIt() {
		assertThat(PrintableText.of("x".repeat(80), 80)).isEqualTo("x".repeat(80));
		assertThat(PrintableText.of("x".repeat(81), 80)).isEqualTo("x".repeat(80) + "...");
		assertThat(PrintableText.of("x\ud83d\ude80", 2)).isEqualTo("x?...");
	}

	@Test
	void nameOfIsThatOfTheClass() {
		Object anonymous = new Object() {
		};
		assertThat(PrintableText.nameOf(IllegalStateException.class)).isEqualTo("IllegalStateException");
		assertThat(PrintableText.nameOf(Map.Entry.class)).isEqualTo("Entry");
		assertThat(PrintableText.nameOf(anonymous.getClass())).isEqualTo("PrintableTextTests$1");
		Runnable lambda = () -> {
		};
		assertThat(PrintableText.nameOf(lambda.getClass())).isEqualTo("PrintableTextTests");
	}

}
