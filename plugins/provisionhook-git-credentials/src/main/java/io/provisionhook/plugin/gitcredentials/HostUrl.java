package io.provisionhook.plugin.gitcredentials;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * Checks the URLs that secrets are sent to.
 */
final class HostUrl {

	private HostUrl() {
	}

	/**
	 * Read a URL.
	 * @param text the URL
	 * @param property where it comes from
	 * @return the URL without a slash at its end
	 * @throws io.provisionhook.plugin.configuration.PluginConfigurationException if paths
	 * can't be appended to it
	 */
	static String parse(String text, Property property) {
		String action = "Use a URL such as https://gitlab.example.com.";
		String url = text.strip().replaceAll("/+$", "");
		URI uri = toUri(url);
		if (uri == null || uri.getHost() == null
				|| !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
			throw property.mistake("it is no http or https URL", action);
		}
		if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
			throw property.mistake("it has more than a host, a port and a path", action);
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
