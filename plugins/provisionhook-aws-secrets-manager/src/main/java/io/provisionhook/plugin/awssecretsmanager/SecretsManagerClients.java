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
 * Creates the client, without a call.
 */
final class SecretsManagerClients {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	// Long before the usual deadlines, so that there is time to try again
	private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

	private SecretsManagerClients() {
	}

	/**
	 * Create a client that each call has to bring credentials for.
	 * @param region the region
	 * @param endpoint the URL of the service; {@code null} for the region's own
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
					UrlConnectionHttpClient.builder().connectionTimeout(CONNECT_TIMEOUT).socketTimeout(ANSWER_TIMEOUT))
			.overrideConfiguration(retries)
			.build();
	}

	private static URI urlOf(URI endpoint) {
		return ConfiguredUrl.parse(endpoint.toString(), AwsSecretsManagerProperties.PREFIX + ".endpoint",
				"Set it to the URL of the service, such as https://host:8443.");
	}

}
