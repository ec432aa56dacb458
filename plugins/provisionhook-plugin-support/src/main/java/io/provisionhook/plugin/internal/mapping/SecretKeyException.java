package io.provisionhook.plugin.internal.mapping;

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

	static SecretKeyException of(SecretLocation location, @Nullable String key, Set<String> keys) {
		String problem = (key != null) ? "has no key '" + key + "'" : "can't be had as a whole";
		String there = keys.isEmpty() ? "it has none at all" : "the keys are " + String.join(", ", keys);
		return new SecretKeyException("'" + location + "' " + problem + "; " + there);
	}

}
