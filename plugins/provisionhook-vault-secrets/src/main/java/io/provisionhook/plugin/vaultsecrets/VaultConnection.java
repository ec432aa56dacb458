package io.provisionhook.plugin.vaultsecrets;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.StringUtils;
import org.springframework.vault.client.VaultEndpoint;

import io.provisionhook.plugin.internal.configuration.ConfiguredSslBundle;
import io.provisionhook.plugin.internal.configuration.ConfiguredUrl;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Client, session and scheduler for the configured Vault, created and closed together.
 * Thread-safe.
 */
final class VaultConnection implements AutoCloseable {

	private static final String URI_PROPERTY = VaultSecretsProperties.PREFIX + ".uri";

	private static final String URI_ACTION = "Set the address of Vault, for example https://vault.example.com:8200.";

	private static final String SSL_PROPERTY = VaultSecretsProperties.PREFIX + ".ssl-bundle";

	// The default of Vault's default_max_request_duration
	private static final Duration READ_TIMEOUT = Duration.ofSeconds(90);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	private final VaultScheduler scheduler;

	private final VaultSession session;

	private final VaultClient client;

	/**
	 * Create a connection. The first request connects to Vault.
	 * @param properties the configured properties
	 * @param sslBundles the SSL bundles of the application
	 * @throws PluginConfigurationException if a property is missing or invalid
	 */
	VaultConnection(VaultSecretsProperties properties, @Nullable SslBundles sslBundles) {
		this(properties, sslBundles, new ThreadPoolVaultScheduler(CLOSE_TIMEOUT));
	}

	VaultConnection(VaultSecretsProperties properties, @Nullable SslBundles sslBundles, VaultScheduler scheduler) {
		this.scheduler = scheduler;
		VaultEndpoint endpoint = endpoint(properties.uri());
		VaultTransport transport = new VaultTransport(endpoint, namespace(properties.namespace()),
				requestFactory(endpoint, properties.sslBundle(), sslBundles));
		this.session = new VaultSessionFactory(transport, scheduler).create(properties.authentication());
		this.client = new VaultClient(transport, this.session);
	}

	static VaultEndpoint endpoint(@Nullable String uri) {
		if (!StringUtils.hasText(uri)) {
			throw new PluginConfigurationException(URI_PROPERTY, "it is not set", URI_ACTION);
		}
		URI address = ConfiguredUrl.parse(uri, URI_PROPERTY, URI_ACTION);
		VaultEndpoint endpoint = VaultEndpoint.from(address);
		endpoint.setPath(StringUtils.trimLeadingCharacter(address.getPath() + "/" + VaultEndpoint.API_VERSION, '/'));
		return endpoint;
	}

	private static @Nullable String namespace(@Nullable String namespace) {
		if (!StringUtils.hasText(namespace)) {
			return null;
		}
		if (!CredentialFile.isPrintable(namespace)) {
			throw new PluginConfigurationException(VaultSecretsProperties.PREFIX + ".namespace",
					"it has characters that can't be sent", "Set the path of a namespace, for example team-a.");
		}
		return namespace;
	}

	static ClientHttpRequestFactory requestFactory(VaultEndpoint endpoint, @Nullable String sslBundle,
			@Nullable SslBundles sslBundles) {
		boolean secure = "https".equals(endpoint.getScheme());
		if (StringUtils.hasText(sslBundle) && !secure) {
			throw new PluginConfigurationException(SSL_PROPERTY, "it is set, but the address of Vault is not https",
					"Set an https:// address as " + URI_PROPERTY + ", or remove the bundle.");
		}
		return ClientHttpRequestFactoryBuilder.jdk()
			.withHttpClientCustomizer(
					(client) -> client.version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1))
			.build(HttpClientSettings.ofSslBundle(ConfiguredSslBundle.find(sslBundles, sslBundle, SSL_PROPERTY))
				.withReadTimeout(READ_TIMEOUT)
				.withRedirects(HttpRedirects.FOLLOW));
	}

	VaultClient client() {
		return this.client;
	}

	VaultScheduler scheduler() {
		return this.scheduler;
	}

	/**
	 * Complete running tasks, then close the session.
	 */
	@Override
	public void close() {
		this.scheduler.close();
		this.session.close();
	}

}
