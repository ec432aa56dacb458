package io.provisionhook;

import java.util.List;

/**
 * Tells by its name that a variable holds a secret.
 */
final class SecretNames {

	private static final List<String> SUFFIXES = List.of("_TOKEN", "_PASSWORD", "_SECRET", "_PRIVATE_KEY",
			"_ACCESS_KEY", "_CONNECTION_STRING");

	private SecretNames() {
	}

	static boolean matches(String name) {
		return SUFFIXES.stream().anyMatch(name::endsWith);
	}

}
