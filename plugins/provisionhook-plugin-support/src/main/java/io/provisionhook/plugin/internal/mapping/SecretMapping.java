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
import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator.MappedValue;

/**
 * Maps variables to secrets. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class SecretMapping {

	private final Map<String, SecretReference> references;

	private SecretMapping(Map<String, SecretReference> references) {
		this.references = references;
	}

	/**
	 * Parse a mapping.
	 * @param property the full name of the property, for example
	 * {@code provisionhook.vault-secrets.variables}
	 * @param variables references by variable
	 * @param variableRules rules for the variables
	 * @param referenceRules rules of the store for a reference; throws an
	 * {@link IllegalArgumentException} with a message for the operator
	 * @return the mapping
	 * @throws PluginConfigurationException if a variable is refused or a reference is
	 * invalid
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
	 * Parse a reference.
	 * @param property the full name of the property
	 * @param text the text
	 * @param rules rules of the store
	 * @return the reference
	 * @throws PluginConfigurationException if it is invalid
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
	 * Return the locations of the secrets for a workspace.
	 * @param context the context of the workspace
	 * @return locations by variable, in the order of the configuration
	 */
	Map<String, SecretLocation> locate(ProvisionContext context) {
		Map<String, SecretLocation> locations = new LinkedHashMap<>();
		this.references.forEach((variable, reference) -> locations.put(variable, reference.locate(context)));
		return locations;
	}

	/**
	 * Select the values of all variables.
	 * @param locations locations by variable
	 * @param secrets the secrets that were read
	 * @return values by variable, in the order of the configuration
	 * @throws Secret.MissingKeyException if a secret lacks the key of a reference
	 */
	Map<String, MappedValue> select(Map<String, SecretLocation> locations, Map<SecretLocation, Secret> secrets)
			throws Secret.MissingKeyException {
		Map<String, MappedValue> values = new LinkedHashMap<>();
		for (Map.Entry<String, SecretLocation> entry : locations.entrySet()) {
			Secret secret = require(secrets, entry.getValue());
			SecretReference reference = this.references.get(entry.getKey());
			String key = (reference != null) ? reference.key() : null;
			values.put(entry.getKey(), new MappedValue(secret.select(key, entry.getValue()), secret.lease()));
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
