package io.provisionhook.redaction;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretRedactor}: no text takes it long. The limit is of processor
 * time, far above what is needed and far below what anything quadratic takes.
 */
class SecretRedactorSpeedTests {

	private static final int LENGTH = 256 * 1024;

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final List<String> secrets = IntStream.range(0, 100).mapToObj(SecretRedactorSpeedTests::secret).toList();

	@Test
	void manySecretsInLongTextTakeNoTime() {
		StringBuilder text = new StringBuilder();
		while (text.length() < LENGTH) {
			text.append("2026-01-01 12:00:00 GET https://host/a?b=%2F+c 'x' \\n ")
				.append(this.secrets.get(7))
				.append('\n');
		}
		assertThat(redact(this.secrets, text.toString())).doesNotContain(this.secrets.get(7)).contains("[redacted]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", " ", "\n", "%", "%2", "%25", "\\", "\\u", "'", "'\\''", "=", "&", "&a", "?a", ":",
			"://", "://a", "://a:", "@", "x-", "x-a-", "x-token", "token ", "token", "bearer ", "bearer", "basic ",
			"basic a", "authorization", "authorization:", "authorization: ", "authorization: a ",
			"authorization: digest ", "private-token:", "[redacted]", "\ud83d\ude80", "-", "+" })
	void monotonousTextTakesNoTime(String part) {
		String text = part.repeat(LENGTH / 4 / part.length());
		for (String before : List.of("", "https://", "bearer ", "authorization: ", "x-", "?")) {
			assertThat(redact(this.secrets, before + text)).isNotEmpty();
		}
	}

	@Test
	void monotonousSecretsTakeNoTime() {
		String text = "a".repeat(LENGTH) + "b";
		assertThat(redact(Set.of("a".repeat(100_000) + "b", "a".repeat(50_000), "a".repeat(6) + "c"), text))
			.isEqualTo("[redacted]");
	}

	private static String redact(Collection<String> secrets, String text) {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long start = threads.getCurrentThreadCpuTime();
		String redacted = SecretRedactor.of(secrets).redact(text);
		assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(LIMIT);
		return redacted;
	}

	private static String secret(int seed) {
		return new Random(seed).ints(40, '!', '~')
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

}
