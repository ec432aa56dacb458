package io.provisionhook.test;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.assertj.core.api.Assertions;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.report.VariableChange;

/**
 * Secrets that no output may contain, each with a label for messages.
 */
final class KnownSecrets {

	private final Map<String, String> labels = new LinkedHashMap<>();

	/**
	 * Collect secrets.
	 * @param configured secrets of the configuration
	 * @param env an environment with secrets
	 */
	KnownSecrets(Collection<String> configured, Env env) {
		for (String secret : configured) {
			String label = "number " + (this.labels.size() + 1) + " of secrets()";
			if (secret.length() < SecretRedactor.MIN_LENGTH) {
				throw new IllegalArgumentException(label + " must have at least " + SecretRedactor.MIN_LENGTH
						+ " characters, shorter ones can't be looked for");
			}
			this.labels.put(secret, label);
		}
		env.forEach((name, value) -> {
			if (env.isSecret(name) && value.length() >= SecretRedactor.MIN_LENGTH) {
				this.labels.putIfAbsent(value, "the value of " + name);
			}
		});
	}

	void requireAbsentFrom(EnvMutator mutator) {
		requireAbsentFrom("name() of the mutator", String.valueOf(mutator.name()));
		requireAbsentFrom("toString() of the mutator", String.valueOf(mutator));
	}

	void requireAbsentFrom(MutatorRun run) {
		requireAbsentFrom("The report of the run", run.report().toString());
		run.report()
			.changes()
			.stream()
			.filter((change) -> !change.secret())
			.map(VariableChange::variable)
			.forEach((name) -> requireAbsentFrom("The plain variable " + name, run.env().getOrDefault(name, "")));
	}

	/**
	 * Require a text to contain no secret, plain or encoded.
	 * @param where name of the text, the subject of a sentence
	 * @param text the text
	 */
	void requireAbsentFrom(String where, String text) {
		this.labels.forEach((secret, label) -> {
			if (text.contains(secret) || redactorOf(secret).finder().test(text)) {
				Assertions.fail(where + " must not show a secret, but shows " + label + excerpt(text, secret));
			}
		});
	}

	private static SecretRedactor redactorOf(String secret) {
		return SecretRedactor.of(List.of(secret));
	}

	private String excerpt(String text, String secret) {
		SecretRedactor one = redactorOf(secret);
		SecretRedactor all = SecretRedactor.of(this.labels.keySet());
		return text.lines()
			.filter(one.finder())
			.limit(5)
			.map((line) -> "\n  " + all.redact(line))
			.collect(Collectors.joining());
	}

}
