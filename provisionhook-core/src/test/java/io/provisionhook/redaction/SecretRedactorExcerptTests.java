package io.provisionhook.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretRedactor}: text that begins or ends within a secret.
 */
class SecretRedactorExcerptTests {

	private static final String SECRET = "0123456789abcdef";

	@Test
	void halfASecretIsTakenOutAtTheBeginning() {
		assertThat(redact("9abcdef is the key")).isEqualTo("[redacted] is the key");
		assertThat(redact("abcdef is the key")).isEqualTo("[redacted] is the key");
	}

	@Test
	void halfASecretIsTakenOutAtTheEnd() {
		assertThat(redact("the key is 0123456")).isEqualTo("the key is [redacted]");
		assertThat(redact("the key is 012345")).isEqualTo("the key is [redacted]");
	}

	@Test
	void middleOfASecretIsTakenOut() {
		assertThat(redact("3456789a")).isEqualTo("[redacted]");
	}

	@Test
	void fewerThanSixCharactersStay() {
		assertThat(redact("bcdef is 01234")).isEqualTo("bcdef is 01234");
		assertThat(redact("34567")).isEqualTo("34567");
		assertThat(redact("")).isEmpty();
	}

	@Test
	void halfASecretInBetweenStays() {
		assertThat(redact("not 0123456 and not 9abcdef.")).isEqualTo("not 0123456 and not 9abcdef.");
		assertThat(SecretRedactor.of(Set.of(SECRET)).redact("9abcdef 012345")).isEqualTo("9abcdef 012345");
	}

	@Test
	void wholeSecretIsTakenOut() {
		assertThat(redact("<" + SECRET + ">")).isEqualTo("<[redacted]>");
	}

	@Test
	void rightHalfOfAnEncodedSecretIsTakenOut() {
		String encoded = Base64.getMimeEncoder().encodeToString(SECRET.repeat(20).getBytes(StandardCharsets.UTF_8));
		SecretRedactor redactor = SecretRedactor.of(Set.of(SECRET.repeat(20)));
		for (int at = encoded.indexOf("\r\n"); at >= 0; at = encoded.indexOf("\r\n", at + 1)) {
			assertThat(redactor.redactExcerpt(encoded.substring(at + 2) + "\nend")).isEqualTo("[redacted]\nend");
			assertThat(redactor.redactExcerpt("start\n" + encoded.substring(0, at))).isEqualTo("start\n[redacted]");
		}
	}

	@Test
	void leftHalfOfAnEncodedSecretIsTakenOutWhereverItIsCut() {
		SecretRedactor redactor = SecretRedactor.of(Set.of("012345 🚀'\""));
		for (String encoded : Set.of("012345%20%F0%9F%9A%80%27%22", "012345 \\U0001F680\\'\\\"", "012345 🚀'\\''\"",
				"012345 \\xF0\\x9F\\x9A\\x80\\u0027\\u0022")) {
			for (int end = 6; end <= encoded.length(); end++) {
				assertThat(redactor.redactExcerpt("the key is " + encoded.substring(0, end)))
					.as(encoded.substring(0, end))
					.isEqualTo("the key is [redacted]");
			}
		}
	}

	private static String redact(String text) {
		return SecretRedactor.of(Set.of(SECRET)).redactExcerpt(text);
	}

}
