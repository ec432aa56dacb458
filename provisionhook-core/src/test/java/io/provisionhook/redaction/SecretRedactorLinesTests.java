package io.provisionhook.redaction;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretRedactor}: secrets of several lines.
 */
class SecretRedactorLinesTests {

	private static final String KEY = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\nAQ==\n-----END KEY-----\n";

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r\n", "\r", "", " ", "\\n", "\\r\\n", "%0A", "%0d%0a" })
	void linesAreRedactedWithAnySeparator(String separator) {
		String text = KEY.strip().replace("\n", separator);
		assertThat(redact(KEY, "<" + text + ">")).isEqualTo("<[redacted]>");
		assertThat(redact(KEY.replace("\n", "\r\n"), "<" + text + ">")).isEqualTo("<[redacted]>");
	}

	@Test
	void eachLineIsRedacted() {
		assertThat(redact(KEY, "bad key: kqhkiG9w0BAQEF")).isEqualTo("bad key: [redacted]");
		assertThat(redact(KEY.replace("\n", "\r\n"), "bad key: kqhkiG9w0BAQEF")).isEqualTo("bad key: [redacted]");
	}

	@Test
	void eachLineIsRedactedWhenEncoded() {
		assertThat(redact("user\npass/word", "user:pass%2Fword")).isEqualTo("user:[redacted]");
		assertThat(redact("user\npass/word", "dXNlcjpwYXNzL3dvcmQ=")).isEqualTo("dXNlcj[redacted]");
	}

	@Test
	void indentedLinesAreRedacted() {
		assertThat(redact("key: |\n  abcdef\n", "  abcdef")).isEqualTo("  [redacted]");
		assertThat(redact("key: |\n  abcdef\n", "\tabcdef")).isEqualTo("\t[redacted]");
	}

	@Test
	void shortLineAloneStays() {
		assertThat(redact(KEY, "AQ==")).isEqualTo("AQ==");
		assertThat(redact("correct-horse\nabcde\n      \n", "abcde       .")).isEqualTo("abcde       .");
	}

	@Test
	void lineBreakAtTheEndDoesNotHideASecret() {
		assertThat(redact("correct-horse\n", "401 for correct-horse.")).isEqualTo("401 for [redacted].");
		assertThat(redact(" correct-horse\r\n", "401 for correct-horse.")).isEqualTo("401 for [redacted].");
		assertThat(redact(" correct-horse ", "401 for correct-horse.")).isEqualTo("401 for [redacted].");
	}

	@Test
	void shortLinesAreRedactedTogether() {
		assertThat(redact("abc\ndef\n", "<abc\r\ndef>, <abcdef>, <abc def>"))
			.isEqualTo("<[redacted]>, <[redacted]>, <[redacted]>");
	}

	@Test
	void describeRedactsSecretWhoseLinesAreJoined() {
		SecretRedactor redactor = SecretRedactor.of(Set.of("abc def", "ghi\njkl"));
		assertThat(redactor.describe(new IllegalStateException("no abc\ndef"))).isEqualTo("no [redacted]");
		assertThat(redactor.describe(new IllegalStateException("no ghi\r\n\tjkl"))).isEqualTo("no [redacted]");
		assertThat(redactor.describe(new IllegalStateException("no ghi jkl"))).isEqualTo("no [redacted]");
	}

	@Test
	void describeRedactsSecretSplitByControlCharacters() {
		assertThat(SecretRedactor.of(Set.of("correct-horse"))
			.describe(new IllegalStateException("no correct\u001b-\u0000horse"))).isEqualTo("no [redacted]");
	}

	private static String redact(String secret, String text) {
		return SecretRedactor.of(Set.of(secret)).redact(text);
	}

}
