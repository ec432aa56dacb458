package io.provisionhook.redaction;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretRedactor}: long and monotonous texts, which would take too long
 * if the time were quadratic.
 */
@Timeout(600)
class SecretRedactorLongTextTests {

	private static final int LENGTH = 256 * 1024;

	private static final List<String> SECRETS = IntStream.range(0, 100)
		.mapToObj(SecretRedactorLongTextTests::secret)
		.toList();

	private static final SecretRedactor REDACTOR = SecretRedactor.of(SECRETS);

	@Test
	void repeatedSecretInLongTextIsRedacted() {
		StringBuilder text = new StringBuilder();
		while (text.length() < LENGTH) {
			text.append("2026-01-01 12:00:00 GET https://host/a?b=%2F+c 'x' \\n ").append(SECRETS.get(7)).append('\n');
		}
		assertThat(REDACTOR.redact(text.toString())).doesNotContain(SECRETS.get(7)).contains("[redacted]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", " ", "\n", "%", "%2", "%25", "\\", "\\u", "'", "'\\''", "=", "&", "&a", "?a", ":",
			"://", "://a", "://a:", "@", "x-", "x-a-", "x-token", "token ", "token", "bearer ", "bearer", "basic ",
			"basic a", "authorization", "authorization:", "authorization: ", "authorization: a ",
			"authorization: digest ", "private-token:", "[redacted]", "\ud83d\ude80", "-", "+" })
	void secretInFrontOfMonotonousTextIsRedacted(String part) {
		String text = part.repeat(LENGTH / 4 / part.length());
		for (String before : List.of("", "https://", "bearer ", "authorization: ", "x-", "?")) {
			assertThat(REDACTOR.redact(SECRETS.get(7) + '\n' + before + text))
				.startsWith(SecretRedactor.REPLACEMENT + '\n');
		}
	}

	@Test
	void longestOfMonotonousSecretsIsRedacted() {
		String text = "a".repeat(LENGTH) + "b";
		SecretRedactor redactor = SecretRedactor
			.of(Set.of("a".repeat(100_000) + "b", "a".repeat(50_000), "a".repeat(6) + "c"));
		assertThat(redactor.redact(text)).isEqualTo("[redacted]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x:", "x://u:p@h/", "ab12\n", "dXNlcjpw" })
	void monotonousSecretIsRedacted(String part) {
		String secret = part.repeat(2 * LENGTH / part.length());
		assertThat(SecretRedactor.of(Set.of(secret)).redact("<" + secret + ">")).matches("<\\[redacted]\\s?>");
	}

	@Test
	void manyLongSecretsAreRedacted() {
		List<String> secrets = IntStream.range(0, 500).mapToObj((seed) -> secret(seed).repeat(40)).toList();
		assertThat(SecretRedactor.of(secrets).redact("<" + secrets.get(7) + ">")).isEqualTo("<[redacted]>");
	}

	private static String secret(int seed) {
		return new Random(seed).ints(40, '!', '~')
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

}
