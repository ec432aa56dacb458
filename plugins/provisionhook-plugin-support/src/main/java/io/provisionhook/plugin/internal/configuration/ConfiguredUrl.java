package io.provisionhook.plugin.internal.configuration;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * Parses base URLs, to which paths are appended. A query or a fragment is refused, since
 * a path can't follow it. A user name or password is refused, since messages show URLs.
 * <pre class="code">
 * URI url = ConfiguredUrl.parse(properties.url(), "provisionhook.acme.url",
 *         "Set the URL of Acme, such as https://acme.example.com.");</pre>
 *
 * @since 0.1.0
 */
public final class ConfiguredUrl {

	private ConfiguredUrl() {
	}

	/**
	 * Parse a URL.
	 * @param text the value of the property
	 * @param property the full name of the property
	 * @param action the action of the error, one or more sentences
	 * @return the URL without a slash at its end
	 * @throws PluginConfigurationException if it is not an http or https URL, or has more
	 * than a host, a port and a path
	 */
	public static URI parse(String text, String property, String action) {
		URI url = toUri(text.strip().replaceAll("/+$", ""));
		if (url == null || url.getHost() == null
				|| !("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
			throw new PluginConfigurationException(property, "it is not an http or https URL", action);
		}
		if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
			throw new PluginConfigurationException(property, "it has more than a host, a port and a path", action);
		}
		return url;
	}

	private static @Nullable URI toUri(String text) {
		try {
			return new URI(text);
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

}
