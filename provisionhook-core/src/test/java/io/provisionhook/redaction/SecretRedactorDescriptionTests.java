package io.provisionhook.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretRedactor#describe}: unusual messages.
 */
class SecretRedactorDescriptionTests {

	private final SecretRedactor redactor = SecretRedactor.of(Set.of("correct-horse"));

	@ParameterizedTest
	@ValueSource(strings = { "x", "é", "€", "🚀" })
	void descriptionOfTheLargestSizeIsComplete(String character) {
		String message = character.repeat(SecretRedactor.MAX_DESCRIPTION_SIZE / sizeOf(character));
		assertThat(describe(message)).isEqualTo(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "é", "€", "🚀" })
	void longerDescriptionIsCutBetweenCharacters(String character) {
		String message = character.repeat(SecretRedactor.MAX_DESCRIPTION_SIZE / sizeOf(character) + 1);
		String description = describe(message);
		assertThat(description).endsWith(character + " ...");
		assertThat(sizeOf(description)).isBetween(SecretRedactor.MAX_DESCRIPTION_SIZE - 3,
				SecretRedactor.MAX_DESCRIPTION_SIZE);
	}

	@Test
	void descriptionOfAMessageOfMegabytesHasItsBeginning() {
		String description = describe("refused: " + "0123456789".repeat(300_000));
		assertThat(description).startsWith("refused: 0123456789").endsWith(" ...");
		assertThat(sizeOf(description)).isEqualTo(SecretRedactor.MAX_DESCRIPTION_SIZE);
	}

	@Test
	void descriptionThatBecomesShortSaysThatItIsCut() {
		assertThat(describe("correct-horse".repeat(10_000))).matches("\\[redacted][corent-]{0,7} \\.\\.\\.");
	}

	@Test
	void secretIsRedactedWhereverTheMessageIsCut() {
		for (int before = 4_060; before < 4_100; before++) {
			assertThat(describe("x".repeat(before) + "correct-horse" + "y".repeat(100))).doesNotContain("correct-");
			assertThat(describe("x".repeat(before + 12_288) + "correct-horse")).doesNotContain("correct-");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u2028", "\u2029", "\u202e", "\u200b", "\ufeff", "\u00ad", "\ud83d", "\udc00", "\u0000" })
	void characterThatBreaksOrForgesALineBecomesABlank(String character) {
		assertThat(describe("not" + character + "good")).isEqualTo("not good");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u2028", "\u2029", "\u202e", "\u200b", "\ufeff", "\u00ad", "\u0000" })
	void secretWithAnInvisibleCharacterIsRedacted(String character) {
		assertThat(describe("correct" + character + "-horse")).isEqualTo("[redacted]");
	}

	@Test
	void failureWithoutMessageIsDescribedByItsClass() {
		assertThat(this.redactor.describe(new Mute())).isEqualTo("Mute");
	}

	private String describe(String message) {
		return this.redactor.describe(new IllegalStateException(message));
	}

	private static int sizeOf(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * A failure that fails itself when it is asked for its message.
	 */
	private static final class Mute extends Exception {

		@Override
		public String getMessage() {
			throw new StackOverflowError("no message");
		}

	}

}
