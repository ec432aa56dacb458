package io.provisionhook.plugin.internal.mapping;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Location of a secret in a store, for one workspace. Immutable.
 *
 * @param path the path or name of the secret in the store
 * @param parameters parameters that select a version; empty for the current one
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
	 * @param name name of the parameter
	 * @return the value; {@code null} if there is none
	 */
	public @Nullable String parameter(String name) {
		return this.parameters.get(name);
	}

	/**
	 * Return the location in the form of a reference, for messages.
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
