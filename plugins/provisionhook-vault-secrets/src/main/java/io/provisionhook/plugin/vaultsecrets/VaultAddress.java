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
 * Makes of the properties what connections to Vault need.
 */
final class VaultAddress {

	private static final String URI_PROPERTY = VaultSecretsProperties.PREFIX + ".uri";

	private static final String URI_ACTION = "Set the address of Vault, for example https://vault.example.com:8200.";

	private static final String SSL_PROPERTY = VaultSecretsProperties.PREFIX + ".ssl-bundle";

	// Vault's default_max_request_duration: it gives a request up itself after that
	private static final Duration LONGEST_REQUEST = Duration.ofSeconds(90);

	private VaultAddress() {
	}

	/**
	 * Return where Vault is.
	 * @param uri the address, as the operator has set it
	 * @return the endpoint
	 * @throws PluginConfigurationException if it is none
	 */
	static VaultEndpoint endpoint(@Nullable String uri) {
		if (!StringUtils.hasText(uri)) {
			throw new PluginConfigurationException(URI_PROPERTY, "it is not set", URI_ACTION);
		}
		URI address = ConfiguredUrl.parse(uri, URI_PROPERTY, URI_ACTION);
		VaultEndpoint endpoint = VaultEndpoint.from(address);
		endpoint.setPath(StringUtils.trimLeadingCharacter(address.getPath() + "/" + VaultEndpoint.API_VERSION, '/'));
		return endpoint;
	}

	/**
	 * Return the namespace.
	 * @param namespace the namespace, as the operator has set it
	 * @return the namespace, {@code null} if there is none
	 * @throws PluginConfigurationException if it can't be one
	 */
	static @Nullable String namespace(@Nullable String namespace) {
		if (!StringUtils.hasText(namespace)) {
			return null;
		}
		if (!CredentialFile.isPrintable(namespace)) {
			throw new PluginConfigurationException(VaultSecretsProperties.PREFIX + ".namespace",
					"it has characters that can't be sent", "Set the path of a namespace, for example team-a.");
		}
		return namespace;
	}

	/**
	 * Return what makes the connections.
	 * @param endpoint where Vault is
	 * @param sslBundle the name of an SSL bundle, {@code null} for the JDK's defaults
	 * @param sslBundles the bundles that there are
	 * @return the source of HTTP requests
	 * @throws PluginConfigurationException if there is no such bundle, or no use for it
	 */
	static ClientHttpRequestFactory requests(VaultEndpoint endpoint, @Nullable String sslBundle,
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
				.withReadTimeout(LONGEST_REQUEST)
				.withRedirects(HttpRedirects.FOLLOW));
	}

}
