package io.provisionhook.plugin.githubappauth;

import java.net.URI;
import java.util.Locale;

import io.provisionhook.credential.CredentialHost;
import io.provisionhook.plugin.internal.configuration.ConfiguredUrl;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * The URL of GitHub's REST API, without a slash at the end.
 *
 * @param value the URL
 */
record ApiUrl(String value) {

	private static final String PROPERTY = GitHubAppAuthProperties.named("base-url");

	private static final String ACTION = "Use https://api.github.com, or https://HOSTNAME/api/v3 for GitHub Enterprise"
			+ " Server.";

	private static final String API_SUBDOMAIN = "api.";

	/**
	 * Parse the configured URL.
	 * @param text the URL
	 * @return the URL
	 * @throws PluginConfigurationException if it is not the URL of an API
	 */
	static ApiUrl parse(String text) {
		URI url = ConfiguredUrl.parse(text, PROPERTY, ACTION);
		if ("github.com".equals(url.getHost()) || "www.github.com".equals(url.getHost())) {
			throw new PluginConfigurationException(PROPERTY,
					"it is the address of GitHub's pages and not of its REST API", ACTION);
		}
		return new ApiUrl(url.toString());
	}

	/**
	 * Return the host of the repositories. The APIs of GitHub and of GitHub Enterprise
	 * Cloud with data residency have a subdomain of that host, the API of GitHub
	 * Enterprise Server is on the host itself.
	 * @return the host, with its port unless that is the default of the scheme
	 */
	CredentialHost repositoryHost() {
		URI url = URI.create(this.value);
		String host = url.getHost().toLowerCase(Locale.ROOT);
		if (host.startsWith(API_SUBDOMAIN) && (host.equals("api.github.com") || host.endsWith(".ghe.com"))) {
			host = host.substring(API_SUBDOMAIN.length());
		}
		int defaultPort = url.getScheme().equals("https") ? 443 : 80;
		return new CredentialHost(
				(url.getPort() < 0 || url.getPort() == defaultPort) ? host : host + ":" + url.getPort());
	}

}
