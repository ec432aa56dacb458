package io.provisionhook;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.provisionhook.redaction.SecretRedactor;

/**
 * The secrets that have turned up so far. It only ever grows, and threads share it: a
 * secret is to be known as soon as it is put, also if whoever put it never comes back.
 */
final class Secrets {

	private final Set<String> names = ConcurrentHashMap.newKeySet();

	private final SecretRedactor redactor = SecretRedactor.of(Set.of());

	void add(String name, String value) {
		this.names.add(name);
		this.redactor.add(value);
	}

	/**
	 * Count a variable as secret whose value contains a secret, though not all of it is.
	 * @param name the name of the variable
	 */
	void addName(String name) {
		this.names.add(name);
	}

	boolean isSecret(String name) {
		return !this.names.isEmpty() && this.names.contains(name);
	}

	SecretRedactor redactor() {
		return this.redactor;
	}

}
