package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator can decide about the tokens of a GitHub App.
 *
 * @param appId Id or client id of the GitHub App, which turns the plugin on.
 * @param privateKey Private key of the app as PEM text, or where to find it, such as
 * /run/secrets/app.pem or classpath:app.pem.
 * @param installationId Id of the installation that tokens are made for; may have
 * placeholders such as {label.installation}.
 * @param organization Organization whose installation tokens are made for, such as acme
 * or {tenant}.
 * @param repository Repository whose installation tokens are made for, such as acme/app
 * or acme/{label.repository}; unless repositories are set, tokens are good for this one
 * only.
 * @param repositories Names of the repositories, without their owner, that tokens are
 * good for, such as app or {label.repositories}; a label may name several, separated by
 * commas. Without any, tokens are good for all repositories of the installation.
 * @param permissions Permissions that tokens have, such as contents=write or
 * issues={label.issues}; the values are read, write or admin. Without any, tokens have
 * all permissions of the installation.
 * @param variables Variables that get the token.
 * @param baseUrl URL of the REST API, for GitHub Enterprise Server
 * https://HOSTNAME/api/v3.
 * @param requestTimeout Time after which a request is given up and, if the workspace has
 * time left, sent again.
 * @param sslBundle SSL bundle with the certificates to trust, if the authority of the
 * server is not a public one.
 * @param order Place of the mutator among the others.
 */
@ConfigurationProperties(GitHubAppAuthProperties.PREFIX)
record GitHubAppAuthProperties(@Nullable String appId, @Nullable String privateKey, @Nullable String installationId,
		@Nullable String organization, @Nullable String repository, @Nullable List<String> repositories,
		@DefaultValue Map<String, String> permissions, @Nullable List<String> variables,
		@DefaultValue("https://api.github.com") String baseUrl, @DefaultValue("5s") Duration requestTimeout,
		@Nullable String sslBundle, @DefaultValue("300") int order) {

	static final String PREFIX = "provisionhook.github-app-auth";

	/**
	 * Return the full name of a property.
	 * @param name its name without the prefix
	 * @return the full name
	 */
	static String named(String name) {
		return PREFIX + "." + name;
	}

	/**
	 * Leave out the private key.
	 */
	@Override
	public String toString() {
		return "GitHubAppAuthProperties[appId=" + this.appId + "]";
	}

}
