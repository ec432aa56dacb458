package io.provisionhook.plugin.internal.mapping;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Where a secret is, for one workspace. Immutable.
 *
 * @param path the path or name by which the store knows the secret
 * @param parameters which version of it, in the terms of the store; empty for the current
 * one
 * @since 0.1.0
 */
public record SecretLocation(String path, Map<String, String> parameters) {

	/**
	 * Create a location.
	 */
	public SecretLocation {
		Objects.requireNonNull(path, "'path' must not be null");
		parameters = Map.copyOf(parameters);
	}

	/**
	 * Return a parameter.
	 * @param name the parameter's name
	 * @return its value, or {@code null} if the reference does not have it
	 */
	public @Nullable String parameter(String name) {
		return this.parameters.get(name);
	}

	/**
	 * Return the location as it is written in a reference, for messages.
	 */
	@Override
	public String toString() {
		return this.parameters.isEmpty() ? this.path
				: this.path + new TreeMap<>(this.parameters).entrySet()
					.stream()
					.map((parameter) -> parameter.getKey() + "=" + parameter.getValue())
					.collect(Collectors.joining("&", "?", ""));
	}

}
