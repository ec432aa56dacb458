package io.provisionhook.test;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.provisionhook.Env;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KnownSecrets}.
 */
class KnownSecretsTests {

	private static final String PASSWORD = "pass/word+9 of \"acme\"";

	private static final String KEY = "-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA\nzx7Qq1VbJ8sd\n-----END KEY-----\n";

	private final KnownSecrets secrets = new KnownSecrets(List.of(PASSWORD),
			Env.of(Map.of("DEPLOY_PRIVATE_KEY", KEY, "SHORT_TOKEN", "12345", "REGION", "eu-central-1")));

	@Test
	void secretIsFoundAsItIs() {
		requireFound("it is " + PASSWORD, "number 1 of secrets()\n  it is [redacted]");
	}

	@Test
	void secretIsFoundEncoded() {
		requireFound("q=" + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8), "number 1 of secrets()");
		requireFound("{\"password\": \"pass/word+9 of \\\"acme\\\"\"}", "number 1 of secrets()");
		requireFound(base64("user:" + PASSWORD), "number 1 of secrets()");
	}

	@Test
	void secretIsFoundWhereCredentialsThatNobodyKnowsAreToo() {
		requireFound("Authorization: Basic " + base64("user:" + PASSWORD), "number 1 of secrets()");
		requireFound("https://user:" + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8) + "@localhost/",
				"number 1 of secrets()");
		requireFound("X-Api-Key: " + base64(PASSWORD), "number 1 of secrets()");
	}

	@Test
	void lineOfSecretIsFound() {
		requireFound("the second line is zx7Qq1VbJ8sd, you know", "the value of DEPLOY_PRIVATE_KEY");
	}

	@Test
	void otherTextIsNoSecret() {
		String text = "Authorization: Bearer abcdefgh12345678\nhttps://user:password@localhost/eu-central-1?n=12345";
		assertThatCode(() -> this.secrets.requireAbsentFrom("Text", text)).doesNotThrowAnyException();
	}

	private void requireFound(String text, String label) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.secrets.requireAbsentFrom("Text", text))
			.withMessageStartingWith("Text must not show a secret, but shows " + label)
			.withMessageNotContaining(PASSWORD)
			.withMessageNotContaining("zx7Qq1VbJ8sd");
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
