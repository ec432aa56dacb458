package io.provisionhook.plugin.awssecretsmanager;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import io.provisionhook.plugin.internal.configuration.ConfiguredUrl;

/**
 * Creates the client of AWS Secrets Manager, without a call.
 */
final class AwsClientFactory {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	// Shorter than the usual deadlines, to leave time for a retry
	private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

	private AwsClientFactory() {
	}

	/**
	 * Create a client without credentials, which each call must set.
	 * @param region the region
	 * @param endpoint the URL of the service; {@code null} for the default of the region
	 * @return the client
	 */
	static SecretsManagerClient create(Region region, @Nullable URI endpoint) {
		return create(region, endpoint, (configuration) -> configuration.retryStrategy(RetryMode.STANDARD));
	}

	static SecretsManagerClient create(Region region, @Nullable URI endpoint,
			Consumer<ClientOverrideConfiguration.Builder> retries) {
		return SecretsManagerClient.builder()
			.region(region)
			.endpointOverride((endpoint != null) ? urlOf(endpoint) : null)
			.credentialsProvider(AnonymousCredentialsProvider.create())
			.httpClientBuilder(
					UrlConnectionHttpClient.builder().connectionTimeout(CONNECT_TIMEOUT).socketTimeout(READ_TIMEOUT))
			.overrideConfiguration(retries)
			.build();
	}

	private static URI urlOf(URI endpoint) {
		return ConfiguredUrl.parse(endpoint.toString(), AwsSecretsManagerProperties.PREFIX + ".endpoint",
				"Set it to the URL of the service, such as https://host:8443.");
	}

}
