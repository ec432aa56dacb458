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
 * The URL at which workspaces reach the endpoint: the configured one, or that of the web
 * server, which is not known before the server has started. Thread-safe.
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
	 * @throws PluginConfigurationException if the URL or the path is not valid
	 */
	static EndpointUrl of(CredentialEndpointProperties properties) {
		String path = properties.path();
		if (!PATH.matcher(path).matches()) {
			throw new PluginConfigurationException(CredentialEndpointProperties.named("path"),
					"'" + path + "' is not the path of an endpoint",
					"Set it to a path such as /provisionhook/credentials, without wildcards and without a slash at"
							+ " the end.");
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
	 * Reject a loopback URL if workspaces have their own loopback interface.
	 * @param runtime the runtime of workspaces
	 * @param server the address at which this machine reaches the web server
	 * @throws PluginConfigurationException if workspaces can't reach the URL
	 */
	void requireReachableFrom(WorkspaceRuntime runtime, InetAddress server) {
		URI known = this.url;
		boolean isLoopback = (known != null) ? LOOPBACK.matcher(known.getHost()).matches() : server.isLoopbackAddress();
		if (isLoopback && !runtime.sharesLoopback()) {
			String host = (known != null) ? "'" + known.getHost() + "'"
					: "it is not set, and '" + server.getHostAddress() + "'";
			throw new PluginConfigurationException(CredentialEndpointProperties.named("url"),
					host + " is a local address, at which workspaces of " + runtime.getClass().getSimpleName()
							+ " do not reach this application",
					ACTION);
		}
	}

	/**
	 * Set the URL of the started web server, unless one is configured.
	 * @param base the URL of the server with its context path
	 */
	void setServer(String base) {
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
