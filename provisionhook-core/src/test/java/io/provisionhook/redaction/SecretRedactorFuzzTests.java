package io.provisionhook.redaction;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretRedactor} with fuzzing. A build runs the inputs in the
 * resources: a secret and below it the surrounding text. Find more with
 * {@code JAZZER_FUZZ=1} in the environment and
 * {@code -DargLine="-Djazzer.hooks=true -Djazzer.instrument=io.provisionhook.**"} for
 * Maven.
 */
class SecretRedactorFuzzTests {

	@FuzzTest(maxDuration = "5m")
	void secretIsGone(byte[] input) {
		String[] parts = new String(input, StandardCharsets.UTF_8).split("\n---\n", 2);
		String secret = parts[0];
		String text = parts[parts.length - 1] + secret + parts[parts.length - 1];
		SecretRedactor redactor = SecretRedactor.of(List.of(secret));
		String redacted = redactor.redact(text);
		if (secret.length() >= SecretRedactor.MIN_LENGTH) {
			assertThat(redacted.replace(SecretRedactor.REPLACEMENT, "\ue000")).doesNotContain(secret);
		}
		if (secret.indexOf('[') < 0 && secret.indexOf(']') < 0) {
			assertThat(redactor.redact(redacted)).isEqualTo(redacted);
		}
		assertThat(redactor.describe(new IllegalStateException(text))).doesNotContainPattern("\\p{Cc}");
	}

}
