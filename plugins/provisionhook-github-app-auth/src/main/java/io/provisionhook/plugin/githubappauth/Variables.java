package io.provisionhook.plugin.githubappauth;

import java.util.List;
import java.util.regex.Pattern;

import io.provisionhook.plugin.configuration.PluginConfigurationException;

/**
 * Checks the names of the variables that get a token.
 */
final class Variables {

	private static final String PROPERTY = GitHubAppAuthProperties.named("variables");

	private static final List<String> DEFAULT = List.of("GITHUB_TOKEN", "GH_TOKEN");

	private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

	private static final String ACTION = "Set it to one or more names, such as GITHUB_TOKEN,GH_TOKEN.";

	private Variables() {
	}

	static List<String> of(GitHubAppAuthProperties properties) {
		List<String> variables = (properties.variables() != null) ? properties.variables() : DEFAULT;
		if (variables.isEmpty()) {
			throw new PluginConfigurationException(PROPERTY, "it is empty, so nothing would get the token", ACTION);
		}
		for (String variable : variables) {
			if (!NAME.matcher(variable).matches()) {
				throw new PluginConfigurationException(PROPERTY, "'" + variable + "' is no name of a variable", ACTION);
			}
		}
		return variables;
	}

}
