package io.provisionhook.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretRedactor}: parts of secrets in truncated text.
 */
class SecretRedactorTruncationTests {

	private static final String SECRET = "0123456789abcdef";

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
			89abcdef is the key                  | [redacted] is the key
			the key is 01234567                  | the key is [redacted]
			456789ab                             | [redacted]
			token=0123456789ab... (truncated)    | token=[redacted]... (truncated)
			token=0123456789ab… and more         | token=[redacted]… and more
			token=0123456789ab[truncated]        | token=[redacted][truncated]
			token=0123456789ab<4 more>           | token=[redacted]<4 more>
			token '0123456789ab' (12 characters) | token '[redacted]' (12 characters)
			token ...456789abcdef is wrong       | token ...[redacted] is wrong
			token …456789ab… is wrong            | token …[redacted]… is wrong
			not 01234567 and not 89abcdef.       | not [redacted] and not [redacted].
			01234567***89abcdef                  | [redacted]***[redacted]
			""")
	void partOfEightCharactersIsRedacted(String text, String expected) {
		assertThat(redact(text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
			the previousOwner is gone            | the previousOwner is gone
			a PREVIOUS owner, a previous one.    | a PREVIOUS owner, a previous one.
			it is previous-s3                    | it is [redacted]
			it is previous                       | it is [redacted]
			previous owner                       | [redacted] owner
			it is previous... (truncated)        | it is [redacted]... (truncated)
			it is 'previous' (truncated)         | it is '[redacted]' (truncated)
			it is previous… or so                | it is [redacted]… or so
			it is previous[9 more] or so         | it is [redacted][9 more] or so
			it is ...previous or so              | it is ...[redacted] or so
			""")
	void wordOfASecretIsRedactedOnlyWhereItMayBeTheSecret(String text, String expected) {
		assertThat(SecretRedactor.of(Set.of("previous-s3cret")).redact(text)).isEqualTo(expected);
	}

	@Test
	void partOfASecretOfLettersIsRedacted() {
		assertThat(SecretRedactor.of(Set.of("correcthorsebattery")).redact("not correcthor, nor ttery."))
			.isEqualTo("not [redacted], nor ttery.");
	}

	@Test
	void partOfSevenCharactersStays() {
		assertThat(redact("9abcdef is not 0123456.")).isEqualTo("9abcdef is not 0123456.");
		assertThat(redact("")).isEmpty();
	}

	@Test
	void partOfSecretOfSevenCharactersStays() {
		SecretRedactor redactor = SecretRedactor.of(Set.of("abcdefg"));
		assertThat(redactor.redact("abcdef is not abcdefg")).isEqualTo("abcdef is not [redacted]");
	}

	@Test
	void wholeSecretIsRedacted() {
		assertThat(redact("<" + SECRET + ">")).isEqualTo("<[redacted]>");
	}

	@Test
	void linesOfAnEncodedSecretAreRedacted() {
		String secret = "0123456789abcdef-".repeat(20);
		SecretRedactor redactor = SecretRedactor.of(Set.of(secret));
		String encoded = Base64.getMimeEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
		assertThat(encoded.lines()).hasSizeGreaterThan(3)
			.allSatisfy((line) -> assertThat(redactor.redact("<" + line + ">")).isEqualTo("<[redacted]>"));
	}

	@Test
	void encodedSecretIsRedactedWhereverItIsTruncated() {
		String secret = "01234567 🚀'\"";
		SecretRedactor redactor = SecretRedactor.of(Set.of(secret));
		for (String encoded : List.of("01234567%20%F0%9F%9A%80%27%22", "01234567 \\U0001F680\\'\\\"",
				"01234567 🚀'\\''\"", "01234567 \\xF0\\x9F\\x9A\\x80\\u0027\\u0022", "01234567 &#x1F680;&#39;&quot;")) {
			for (int end = 8; end <= encoded.length(); end++) {
				assertThat(redactor.redact("the key is " + encoded.substring(0, end))).as(encoded.substring(0, end))
					.startsWith("the key is [redacted]")
					.doesNotContain("01234567");
			}
		}
	}

	private static String redact(String text) {
		return SecretRedactor.of(Set.of(SECRET)).redact(text);
	}

}
