package io.provisionhook.test;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.assertj.core.api.Assertions;

import io.provisionhook.Env;
import io.provisionhook.redaction.SecretRedactor;

/**
 * Secrets that must not be shown, each with something to call it by.
 */
final class KnownSecrets {

	private static final SecretRedactor NO_SECRETS = SecretRedactor.of(List.of());

	private final Map<String, String> labels = new LinkedHashMap<>();

	/**
	 * Add the secrets that a mutator was configured with.
	 * @param secrets the secrets
	 * @return these secrets
	 */
	KnownSecrets addConfigured(Collection<String> secrets) {
		int number = 0;
		for (String secret : secrets) {
			number++;
			if (secret.length() < SecretRedactor.MIN_LENGTH) {
				throw new IllegalArgumentException("Number " + number + " of secrets() must have at least "
						+ SecretRedactor.MIN_LENGTH + " characters, shorter ones can't be looked for");
			}
			this.labels.put(secret, "number " + number + " of secrets()");
		}
		return this;
	}

	/**
	 * Add the secrets of an environment.
	 * @param env the environment
	 * @return these secrets
	 */
	KnownSecrets addAll(Env env) {
		env.forEach((name, value) -> {
			if (env.isSecret(name) && value.length() >= SecretRedactor.MIN_LENGTH) {
				this.labels.putIfAbsent(value, "the value of " + name);
			}
		});
		return this;
	}

	/**
	 * Require a text to have none of the secrets, as it is or encoded.
	 * @param where what the text is, the subject of a sentence
	 * @param text the text
	 */
	void requireAbsentFrom(String where, String text) {
		this.labels.forEach((secret, label) -> {
			if (isIn(text, secret)) {
				Assertions.fail(where + " must not show a secret, but shows " + label + ":\n" + excerpt(text, secret));
			}
		});
	}

	private static boolean isIn(String text, String secret) {
		return text.contains(secret)
				|| !SecretRedactor.of(List.of(secret)).redact(text).equals(NO_SECRETS.redact(text));
	}

	// Each line is redacted for itself, so a secret of several lines is shown by none
	private String excerpt(String text, String secret) {
		SecretRedactor redactor = SecretRedactor.of(this.labels.keySet());
		return text.lines()
			.filter((line) -> isIn(line, secret))
			.limit(5)
			.map((line) -> "  " + redactor.redact(line))
			.collect(Collectors.joining("\n"));
	}

}
