package io.provisionhook.plugin.tenantconfig;

import java.util.Map;
import java.util.regex.Pattern;

import io.provisionhook.VariableRefusedException;
import io.provisionhook.VariableRules;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Validates {@link TenantConfigProperties} at start-up against the rules for variables.
 */
final class TenantConfigPropertiesValidator {

	private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

	private final VariableRules rules;

	TenantConfigPropertiesValidator(VariableRules rules) {
		this.rules = rules;
	}

	void validate(TenantConfigProperties properties) {
		String prefix = TenantConfigProperties.PREFIX;
		checkVariables(prefix + ".defaults", properties.defaults());
		checkLayer(prefix + ".tenants", properties.tenants());
		checkLayer(prefix + ".roles", properties.roles());
		properties.labels().forEach((key, values) -> checkLayer(prefix + ".labels" + element(key), values));
	}

	private void checkLayer(String property, Map<String, Map<String, String>> layer) {
		layer.forEach((value, variables) -> checkVariables(property + element(value), variables));
	}

	private void checkVariables(String property, Map<String, String> variables) {
		variables.forEach((name, value) -> {
			requireNoDot(property, name);
			try {
				this.rules.requireWritable(name, value);
			}
			catch (VariableRefusedException ex) {
				throw new PluginConfigurationException(property + element(ex.getVariableName()),
						String.valueOf(ex.getMessage()),
						"Correct or remove the variable; 'provisionhook.variables' says what mutators may write.", ex);
			}
		});
	}

	private static void requireNoDot(String property, String name) {
		if (name.indexOf('.') >= 0) {
			throw new PluginConfigurationException(property + element(name),
					"the name of a variable must not have a dot",
					"If the dot belongs to a tenant, a role or a label, put that in brackets, as in"
							+ " labels.\"[example.com/team]\". In an environment variable of the application it stands"
							+ " for an underscore; configure the variable in a file instead.");
		}
	}

	private static String element(String key) {
		return PLAIN.matcher(key).matches() ? "." + key : "[" + key + "]";
	}

}
