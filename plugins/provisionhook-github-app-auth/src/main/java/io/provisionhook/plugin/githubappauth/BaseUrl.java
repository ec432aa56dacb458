package io.provisionhook.plugin.githubappauth;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.configuration.PluginConfigurationException;

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
		String url = text.strip().replaceAll("/+$", "");
		URI uri = toUri(url);
		if (uri == null || uri.getHost() == null
				|| !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
			throw new PluginConfigurationException(PROPERTY, "it is no http or https URL", ACTION);
		}
		if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
			throw new PluginConfigurationException(PROPERTY, "it has more than a host, a port and a path", ACTION);
		}
		if ("github.com".equals(uri.getHost()) || "www.github.com".equals(uri.getHost())) {
			throw new PluginConfigurationException(PROPERTY,
					"it is the address of GitHub's pages and not of its REST API", ACTION);
		}
		return url;
	}

	private static @Nullable URI toUri(String url) {
		try {
			return new URI(url);
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

}
