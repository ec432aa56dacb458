package io.provisionhook.plugin.githubappauth;

import java.net.URI;

import io.provisionhook.plugin.internal.configuration.ConfiguredUrl;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Checks the URL of the REST API.
 */
final class BaseUrl {

	private static final String PROPERTY = GitHubAppAuthProperties.named("base-url");

	private static final String ACTION = "Use https://api.github.com, or https://HOSTNAME/api/v3 for GitHub Enterprise"
			+ " Server.";

	private BaseUrl() {
	}

	/**
	 * Read a URL.
	 * @param text the URL
	 * @return the URL without a slash at its end
	 * @throws PluginConfigurationException if paths can't be appended to it
	 */
	static String parse(String text) {
		URI url = ConfiguredUrl.parse(text, PROPERTY, ACTION);
		if ("github.com".equals(url.getHost()) || "www.github.com".equals(url.getHost())) {
			throw new PluginConfigurationException(PROPERTY,
					"it is the address of GitHub's pages and not of its REST API", ACTION);
		}
		return url.toString();
	}

}
