package io.provisionhook.plugin.internal.mapping;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.provisionhook.ProvisionContext;
import io.provisionhook.VariableRefusedException;
import io.provisionhook.VariableRules;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Which variable gets which secret. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class SecretMapping {

	private final Map<String, SecretReference> references;

	private SecretMapping(Map<String, SecretReference> references) {
		this.references = references;
	}

	/**
	 * Read a mapping.
	 * @param property the property that it comes from, for example
	 * {@code provisionhook.vault-secrets.variables}
	 * @param variables a reference for each variable
	 * @param variableRules which variables mutators may write
	 * @param referenceRules what the store requires of a reference; throws an
	 * {@link IllegalArgumentException} whose message says what is wrong
	 * @return the mapping
	 * @throws PluginConfigurationException if a variable can't be written or a reference
	 * can't be read
	 */
	public static SecretMapping parse(String property, Map<String, String> variables, VariableRules variableRules,
			Consumer<SecretReference> referenceRules) {
		Map<String, SecretReference> references = new LinkedHashMap<>();
		variables.forEach((variable, text) -> {
			requireWritable(property, variable, variableRules);
			references.put(variable, reference(property + "." + variable, text, referenceRules));
		});
		return new SecretMapping(references);
	}

	private static void requireWritable(String property, String variable, VariableRules rules) {
		try {
			rules.requireWritable(variable, "");
		}
		catch (VariableRefusedException ex) {
			throw new PluginConfigurationException(property + "." + ex.getVariableName(),
					String.valueOf(ex.getMessage()),
					"Correct or remove the variable; 'provisionhook.variables' says what mutators may write.", ex);
		}
	}

	/**
	 * Read a reference.
	 * @param property the property that it comes from
	 * @param text the text
	 * @param rules what the store requires of it
	 * @return the reference
	 * @throws PluginConfigurationException if it can't be read
	 */
	static SecretReference reference(String property, String text, Consumer<SecretReference> rules) {
		try {
			SecretReference reference = SecretReference.parse(text);
			rules.accept(reference);
			return reference;
		}
		catch (IllegalArgumentException ex) {
			throw new PluginConfigurationException(property, String.valueOf(ex.getMessage()),
					"Correct the reference; it is made as path#key, or as path?parameter=value#key.", ex);
		}
	}

	/**
	 * Return where the secrets for a workspace are.
	 * @param context what is known about the workspace
	 * @return a location for each variable, in the order of the configuration
	 */
	Map<String, SecretLocation> locate(ProvisionContext context) {
		Map<String, SecretLocation> locations = new LinkedHashMap<>();
		this.references.forEach((variable, reference) -> locations.put(variable, reference.locate(context)));
		return locations;
	}

	/**
	 * Take the values of all variables out of what was read.
	 * @param locations where the secrets are
	 * @param secrets what is there
	 * @return a value for each variable, in the order of the configuration
	 * @throws SecretKeyException if a secret lacks the part that is wanted
	 */
	Map<String, SecretValue> select(Map<String, SecretLocation> locations, Map<SecretLocation, Secret> secrets)
			throws SecretKeyException {
		Map<String, SecretValue> values = new LinkedHashMap<>();
		for (Map.Entry<String, SecretLocation> entry : locations.entrySet()) {
			Secret secret = require(secrets, entry.getValue());
			SecretReference reference = this.references.get(entry.getKey());
			String key = (reference != null) ? reference.key() : null;
			values.put(entry.getKey(), new SecretValue(secret.select(key, entry.getValue()), secret.lease()));
		}
		return values;
	}

	static Secret require(Map<SecretLocation, Secret> secrets, SecretLocation location) {
		Secret secret = secrets.get(location);
		if (secret == null) {
			throw new IllegalStateException("The reader returned nothing for '" + location + "'");
		}
		return secret;
	}

	static Set<SecretLocation> distinct(Map<String, SecretLocation> locations) {
		return new LinkedHashSet<>(locations.values());
	}

}
