package io.provisionhook.plugin.http;

import java.net.http.HttpClient;
import java.time.Duration;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

import io.provisionhook.plugin.configuration.PluginConfigurationException;

/**
 * Creates clients for {@link HttpCalls}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HttpClients {

	private final @Nullable SslBundles sslBundles;

	/**
	 * Create one.
	 * @param sslBundles the certificates to choose from; {@code null} if there are none
	 */
	public HttpClients(@Nullable SslBundles sslBundles) {
		this.sslBundles = sslBundles;
	}

	/**
	 * Check the timeout of an endpoint.
	 * @param timeout the timeout
	 * @param property the property that has it
	 * @throws PluginConfigurationException if no call would be answered in that time
	 */
	public static void requireTimeout(Duration timeout, String property) {
		if (timeout.toMillis() < 2) {
			throw new PluginConfigurationException(property, "it is no time in which a request could be answered",
					"Set it to a few seconds, such as 5s.");
		}
	}

	/**
	 * Create a client.
	 * @param endpoint where its calls go
	 * @param sslBundle the bundle with the certificates to trust; {@code null} or empty
	 * if these are the JDK's
	 * @return a client that does not follow redirects
	 * @throws PluginConfigurationException if there is no such bundle
	 */
	public HttpClient create(Endpoint endpoint, @Nullable String sslBundle) {
		HttpClient.Builder client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(endpoint.timeout().dividedBy(2));
		if (StringUtils.hasText(sslBundle)) {
			client.sslContext(sslContext(sslBundle, endpoint.sslBundleProperty()));
		}
		return client.build();
	}

	private SSLContext sslContext(String bundle, String property) {
		try {
			if (this.sslBundles == null) {
				throw new NoSuchSslBundleException(bundle, "There are no SSL bundles");
			}
			return this.sslBundles.getBundle(bundle).createSslContext();
		}
		catch (NoSuchSslBundleException ex) {
			throw new PluginConfigurationException(property, "there is no SSL bundle '" + bundle + "'",
					"Define it under 'spring.ssl.bundle', or correct the name.", ex);
		}
	}

}
