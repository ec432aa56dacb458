package io.provisionhook.plugin.credentialendpoint;

import java.net.URI;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.plugin.configuration.ConfiguredUrl;
import io.provisionhook.plugin.configuration.PluginConfigurationException;

/**
 * The URL under which workspaces reach the endpoint: what is configured, or else the
 * address of the web server, which is not known before it has started. Thread-safe.
 */
final class EndpointUrl {

	private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

	private final String path;

	private volatile @Nullable URI url;

	private final boolean configured;

	private EndpointUrl(String path, @Nullable URI url) {
		this.path = path;
		this.url = url;
		this.configured = url != null;
	}

	/**
	 * Read the URL.
	 * @param properties the properties
	 * @return the URL
	 * @throws PluginConfigurationException if there can't be an endpoint there
	 */
	static EndpointUrl of(CredentialEndpointProperties properties) {
		String path = properties.path();
		if (!PATH.matcher(path).matches()) {
			throw new PluginConfigurationException(CredentialEndpointProperties.named("path"),
					"'" + path + "' is no path of one endpoint",
					"Set it to a path such as /provisionhook/credentials, without wildcards and without a slash at"
							+ " its end.");
		}
		String base = properties.url();
		return new EndpointUrl(path, StringUtils.hasText(base) ? URI.create(parse(base) + path) : null);
	}

	private static URI parse(String url) {
		return ConfiguredUrl.parse(url, CredentialEndpointProperties.named("url"),
				"Set it to the URL under which workspaces reach this application, such as"
						+ " https://host.example.com:8443.");
	}

	String path() {
		return this.path;
	}

	/**
	 * The web server has started.
	 * @param base its URL, with the context path if there is one
	 */
	void serverStarted(String base) {
		if (!this.configured) {
			this.url = URI.create(base + this.path);
		}
	}

	/**
	 * Return the URL.
	 * @return the URL
	 * @throws IllegalStateException if it is not configured and there is no server yet
	 */
	URI get() {
		URI known = this.url;
		if (known == null) {
			throw new IllegalStateException("The URL of the credential endpoint is not known, since the web server has "
					+ "not started; workspaces that start before it, or with a server that is not an embedded one, "
					+ "need '" + CredentialEndpointProperties.named("url") + "'");
		}
		return known;
	}

}
