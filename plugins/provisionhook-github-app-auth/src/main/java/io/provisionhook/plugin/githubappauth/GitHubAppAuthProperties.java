package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.provisionhook.VariableRefusedException;
import io.provisionhook.VariableRules;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Configuration properties of the plugin.
 *
 * @param appId Id or client id of the GitHub App; enables the plugin.
 * @param privateKey Private key of the app as PEM text, or the location of that text,
 * such as /run/secrets/app.pem or classpath:app.pem.
 * @param installationId Id of the installation that issues tokens. May have placeholders
 * such as {label.installation}.
 * @param organization Organization whose installation issues tokens, such as acme or
 * {tenant}.
 * @param repository Repository whose installation issues tokens, such as acme/app or
 * acme/{label.repository}. Tokens are restricted to this repository unless repositories
 * are set.
 * @param repositories Names of the repositories, without their owner, that tokens are
 * restricted to, such as app or {label.repositories}. A label may contain several names,
 * separated by commas. Defaults to all repositories of the installation.
 * @param permissions Permissions of tokens by name, such as contents=write or
 * issues={label.issues}, each with the level read, write or admin. Defaults to all
 * permissions of the installation.
 * @param variables Names of the variables that get the token.
 * @param baseUrl URL of the REST API; https://HOSTNAME/api/v3 for GitHub Enterprise
 * Server.
 * @param requestTimeout Time before a request fails and, if the workspace has time left,
 * is sent again.
 * @param sslBundle Name of the SSL bundle with the trusted certificates of a private
 * authority.
 * @param order Order of the mutator. Lower values run first.
 */
@ConfigurationProperties(GitHubAppAuthProperties.PREFIX)
record GitHubAppAuthProperties(@Nullable String appId, @Nullable String privateKey, @Nullable String installationId,
		@Nullable String organization, @Nullable String repository, @Nullable List<String> repositories,
		@DefaultValue Map<String, String> permissions, @Nullable List<String> variables,
		@DefaultValue("https://api.github.com") String baseUrl, @DefaultValue("5s") Duration requestTimeout,
		@Nullable String sslBundle, @DefaultValue("300") int order) {

	static final String PREFIX = "provisionhook.github-app-auth";

	private static final List<String> DEFAULT_VARIABLES = List.of("GITHUB_TOKEN", "GH_TOKEN");

	/**
	 * Return the full name of a property.
	 * @param name its name without the prefix
	 * @return the full name
	 */
	static String named(String name) {
		return PREFIX + "." + name;
	}

	/**
	 * Return the variables that get the token, or their default.
	 * @param rules the variables that mutators may write
	 * @return the names of the variables
	 * @throws PluginConfigurationException if there are none, or one of them is not
	 * writable
	 */
	List<String> writableVariables(VariableRules rules) {
		List<String> names = (this.variables != null) ? this.variables : DEFAULT_VARIABLES;
		if (names.isEmpty()) {
			throw new PluginConfigurationException(named("variables"), "it is empty, so nothing would get the token",
					"Set it to one or more names, such as GITHUB_TOKEN,GH_TOKEN.");
		}
		try {
			names.forEach((name) -> rules.requireWritable(name, ""));
		}
		catch (VariableRefusedException ex) {
			throw new PluginConfigurationException(named("variables"), String.valueOf(ex.getMessage()),
					"Correct or remove the variable; 'provisionhook.variables' says what mutators may write.", ex);
		}
		return names;
	}

	@Override
	public String toString() {
		return "GitHubAppAuthProperties[appId=" + this.appId + "]";
	}

}
