package io.provisionhook.plugin.internal.mapping;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.configuration.PlaceholderTemplate;

/**
 * Reference to a secret in the configuration, as {@code path#key} or
 * {@code path?version=2#key}. The path may have placeholders. Immutable and thread-safe.
 *
 * @param path the path or name of the secret
 * @param parameters parameters that select a version; empty for the current one
 * @param key the key in the secret; {@code null} for the whole secret
 * @since 0.1.0
 */
public record SecretReference(PlaceholderTemplate path, Map<String, String> parameters, @Nullable String key) {

	/**
	 * Create a reference.
	 */
	public SecretReference {
		parameters = Map.copyOf(parameters);
	}

	/**
	 * Parse a reference.
	 * @param text the text
	 * @return the reference
	 * @throws IllegalArgumentException if it is malformed; the message is meant for the
	 * operator
	 */
	public static SecretReference parse(String text) {
		int hash = text.indexOf('#');
		String location = (hash >= 0) ? text.substring(0, hash) : text;
		String key = (hash >= 0) ? requireText("key", text.substring(hash + 1), text) : null;
		int question = location.indexOf('?');
		String path = (question >= 0) ? location.substring(0, question) : location;
		Map<String, String> parameters = (question >= 0) ? parametersOf(location.substring(question + 1), text)
				: Map.of();
		requireNoPlaceholder(text.substring(path.length()), text);
		return new SecretReference(PlaceholderTemplate.parse(requireText("path", path, text)), parameters, key);
	}

	private static void requireNoPlaceholder(String rest, String text) {
		if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
			throw new IllegalArgumentException(
					"'" + text + "' has a placeholder after the path, where none is allowed");
		}
	}

	private static Map<String, String> parametersOf(String query, String text) {
		Map<String, String> parameters = new LinkedHashMap<>();
		for (String parameter : query.split("&", -1)) {
			int equals = parameter.indexOf('=');
			if (equals <= 0 || equals == parameter.length() - 1) {
				throw new IllegalArgumentException(
						"'" + parameter + "' in '" + text + "' is not of the form name=value");
			}
			if (parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1)) != null) {
				throw new IllegalArgumentException(
						"'" + text + "' has parameter '" + parameter.substring(0, equals) + "' twice");
			}
		}
		return parameters;
	}

	private static String requireText(String what, String part, String text) {
		if (part.isBlank()) {
			throw new IllegalArgumentException("'" + text + "' has no " + what);
		}
		return part;
	}

	/**
	 * Return the location of the secret for a workspace.
	 * @param context the context of the workspace
	 * @return the location
	 * @throws RuntimeException if a placeholder can't be replaced
	 */
	public SecretLocation locate(ProvisionContext context) {
		return new SecretLocation(this.path.expand(context), this.parameters);
	}

}
