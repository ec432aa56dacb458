package io.provisionhook;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The secrets that have turned up so far. It only ever grows, and threads share it: a
 * secret is to be known as soon as it is put, also if whoever put it never comes back.
 */
final class Secrets {

	private final Set<String> names = ConcurrentHashMap.newKeySet();

	private final Set<String> values = ConcurrentHashMap.newKeySet();

	void add(String value) {
		this.values.add(value);
	}

	void add(String name, String value) {
		this.names.add(name);
		this.values.add(value);
	}

	void addAll(Secrets other) {
		if (!other.values.isEmpty()) {
			this.names.addAll(other.names);
			this.values.addAll(other.values);
		}
	}

	boolean isSecret(String name) {
		return !this.names.isEmpty() && this.names.contains(name);
	}

	Set<String> values() {
		return Set.copyOf(this.values);
	}

}
