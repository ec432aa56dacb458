package io.provisionhook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.redaction.SecretRedactor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Env}: secret variables.
 */
class EnvSecretsTests {

	private final Env env = Env.of(Map.of());

	@Test
	void putSecretMakesVariableSecret() {
		this.env.put("PLAIN", "plain-value");
		this.env.putSecret("KEY", "secret-value");
		assertThat(this.env.get("KEY")).isEqualTo("secret-value");
		assertThat(this.env.isSecret("KEY")).isTrue();
		assertThat(this.env.isSecret("PLAIN")).isFalse();
	}

	@Test
	void secretStaysSecretAfterRemoval() {
		this.env.putSecret("KEY", "secret-value");
		this.env.remove("KEY");
		assertThat(this.env.isSecret("KEY")).isTrue();
	}

	@Test
	void secretStaysSecretAfterPlainPut() {
		this.env.putSecret("KEY", "secret-value");
		this.env.put("KEY", "other-value");
		assertThat(this.env.isSecret("KEY")).isTrue();
		assertThat(redact("other-value")).isEqualTo("[redacted]");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "X_TOKEN", "X_PASSWORD", "X_SECRET", "X_PRIVATE_KEY", "X_ACCESS_KEY", "X_CONNECTION_STRING" })
	void variableWhenNameMatchesPatternIsSecret(String name) {
		assertThat(this.env.isSecret(name)).isTrue();
		this.env.put(name, "secret-value");
		assertThat(redact("secret-value")).isEqualTo("[redacted]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TOKEN", "X_TOKEN_URL", "X_token", "XTOKEN", "X_KEY", "PASSWORD_FILE" })
	void variableWhenNameMatchesNoPatternIsNotSecret(String name) {
		assertThat(this.env.isSecret(name)).isFalse();
		this.env.put(name, "plain-value");
		assertThat(redact("plain-value")).isEqualTo("plain-value");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PIN", "VENDOR_KEY", "A_VENDOR_KEY_B", "CERT_PEM", "CERT_", "X_TOKEN" })
	void operatorCanAddSecretPatterns(String name) {
		assertThat(withPatterns("PIN", "*VENDOR_KEY*", "CERT_*").isSecret(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "PINS", "A_PIN", "VENDOR_KE", "VENDORKEY", "X_CERT_PEM", "CERT" })
	void namesThatFitNoPatternStayPlain(String name) {
		assertThat(withPatterns("PIN", "*VENDOR_KEY*", "CERT_*").isSecret(name)).isFalse();
	}

	@Test
	void mutatorSeesWhichVariablesAreSecret() {
		this.env.putSecret("KEY", "secret-value");
		Map<String, Boolean> answers = new HashMap<>();
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, own) -> {
			own.putSecret("OTHER", "other-secret");
			List.of("KEY", "OTHER", "X_TOKEN", "PLAIN").forEach((name) -> answers.put(name, own.isSecret(name)));
		}));
		registry.run(new ManualTime().context(), this.env);
		assertThat(answers).containsOnly(Map.entry("KEY", true), Map.entry("OTHER", true), Map.entry("X_TOKEN", true),
				Map.entry("PLAIN", false));
	}

	@Test
	void redactorKnowsOverwrittenSecrets() {
		this.env.putSecret("KEY", "first-secret");
		this.env.putSecret("KEY", "second-secret");
		assertThat(redact("first-secret second-secret")).isEqualTo("[redacted] [redacted]");
	}

	@Test
	void redactorKnowsRemovedSecrets() {
		this.env.putSecret("KEY", "first-secret");
		this.env.remove("KEY");
		this.env.put("X_TOKEN", "second-secret");
		this.env.clear();
		assertThat(redact("first-secret second-secret")).isEqualTo("[redacted] [redacted]");
	}

	@Test
	void redactorKnowsSecretsOfTheVariablesItWasMadeOf() {
		Env other = Env.of(Map.of("X_TOKEN", "first-secret"));
		other.remove("X_TOKEN");
		assertThat(other.redactor().redact("first-secret")).isEqualTo("[redacted]");
	}

	@Test
	void redactorKnowsSecretsWrittenThroughEntries() {
		this.env.putSecret("KEY", "first-secret");
		this.env.entrySet().iterator().next().setValue("second-secret");
		this.env.replaceAll((name, value) -> "third-secret");
		this.env.remove("KEY");
		assertThat(redact("first-secret second-secret third-secret")).isEqualTo("[redacted] [redacted] [redacted]");
	}

	@Test
	void redactorKnowsValueOfVariableThatBecameSecret() {
		this.env.put("KEY", "first-secret");
		this.env.putSecret("KEY", "second-secret");
		this.env.put("KEY", "third-secret");
		assertThat(redact("second-secret third-secret")).isEqualTo("[redacted] [redacted]");
	}

	@Test
	void redactorLearnsLaterSecrets() {
		SecretRedactor redactor = this.env.redactor();
		this.env.putSecret("KEY", "secret-value");
		assertThat(redactor.redact("secret-value")).isEqualTo("[redacted]");
	}

	@Test
	void redactorKnowsSecretsOfTheBase() {
		Env env = Env.onTopOf(BaseEnvironment.EMPTY.with(BaseEnvironment.Owner.IMAGE,
				Map.of("NPM_TOKEN", "secret-of-image", "HOME", "/home/agent")));
		assertThat(env.redactor().redact("secret-of-image in /home/agent")).isEqualTo("[redacted] in /home/agent");
	}

	private String redact(String text) {
		return this.env.redactor().redact(text);
	}

	private static Env withPatterns(String... patterns) {
		return Env.onTopOf(BaseEnvironment.EMPTY, VariableRules.builder().secret(List.of(patterns)).build());
	}

}
