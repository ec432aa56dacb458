package io.provisionhook.plugin.credentialendpoint;

import java.net.InetAddress;
import java.net.URI;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.plugin.internal.configuration.ConfiguredUrl;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * The URL under which workspaces reach the endpoint: what is configured, or else the
 * address of the web server, which is not known before it has started. Thread-safe.
 */
final class EndpointUrl {

	private static final String ACTION = "Set it to the URL under which workspaces reach this application, such as"
			+ " https://host.example.com:8443.";

	private static final Pattern LOOPBACK = Pattern
		.compile("(?i)(?:.+\\.)?localhost\\.?|127(?:\\.\\d+)*|\\[[0:]+:0*1]|0\\.0\\.0\\.0|\\[[0:]+]");

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
		return ConfiguredUrl.parse(url, CredentialEndpointProperties.named("url"), ACTION);
	}

	String path() {
		return this.path;
	}

	/**
	 * Refuse a URL that leads a workspace to itself and not to this application.
	 * @param runtime what runs workspaces
	 * @param server the address under which this machine reaches the web server
	 * @throws PluginConfigurationException if the URL is one of loopback, and the
	 * workspaces have a loopback of their own
	 */
	void requireReachableFrom(WorkspaceRuntime runtime, InetAddress server) {
		URI known = this.url;
		boolean isLoopback = (known != null) ? LOOPBACK.matcher(known.getHost()).matches() : server.isLoopbackAddress();
		if (isLoopback && !runtime.sharesLoopback()) {
			String host = (known != null) ? "'" + known.getHost() + "'"
					: "it is not set, and '" + server.getHostAddress() + "'";
			throw new PluginConfigurationException(CredentialEndpointProperties.named("url"),
					host + " is not this application where workspaces run, which is in "
							+ runtime.getClass().getSimpleName(),
					ACTION);
		}
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
