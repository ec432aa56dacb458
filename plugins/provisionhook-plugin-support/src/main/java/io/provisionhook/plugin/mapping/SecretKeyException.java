package io.provisionhook.plugin.mapping;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A secret is there, but not the part of it that was asked for. The message names keys,
 * never values.
 */
final class SecretKeyException extends Exception {

	private SecretKeyException(String message) {
		super(message);
	}

	static SecretKeyException of(@Nullable String key, SecretLocation location, Set<String> keys) {
		String there = keys.isEmpty() ? "; it is no JSON object with values"
				: "; it has the keys " + String.join(", ", keys);
		return new SecretKeyException((key != null) ? "'" + location + "' has no key '" + key + "'" + there
				: "'" + location + "' has several values" + there + ", add one behind a '#'");
	}

}
