package io.provisionhook.plugin.githubappauth;

import java.util.List;

import io.provisionhook.VariableRefusedException;
import io.provisionhook.VariableRules;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Tells which variables get a token.
 */
final class Variables {

	private static final String PROPERTY = GitHubAppAuthProperties.named("variables");

	private static final List<String> DEFAULT = List.of("GITHUB_TOKEN", "GH_TOKEN");

	private Variables() {
	}

	/**
	 * Return the variables.
	 * @param properties what was decided about them
	 * @param rules which variables mutators may write
	 * @return their names
	 * @throws PluginConfigurationException if there are none, or one can't be written
	 */
	static List<String> of(GitHubAppAuthProperties properties, VariableRules rules) {
		List<String> variables = (properties.variables() != null) ? properties.variables() : DEFAULT;
		if (variables.isEmpty()) {
			throw new PluginConfigurationException(PROPERTY, "it is empty, so nothing would get the token",
					"Set it to one or more names, such as GITHUB_TOKEN,GH_TOKEN.");
		}
		try {
			variables.forEach((variable) -> rules.requireWritable(variable, ""));
		}
		catch (VariableRefusedException ex) {
			throw new PluginConfigurationException(PROPERTY, String.valueOf(ex.getMessage()),
					"Correct or remove the variable; 'provisionhook.variables' says what mutators may write.", ex);
		}
		return variables;
	}

}
