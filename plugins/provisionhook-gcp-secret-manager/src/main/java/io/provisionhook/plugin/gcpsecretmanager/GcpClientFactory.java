package io.provisionhook.plugin.gcpsecretmanager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.httpjson.InstantiatingHttpJsonChannelProvider;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.StatusCode.Code;
import com.google.auth.Credentials;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import com.google.cloud.secretmanager.v1.SecretManagerServiceSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import io.provisionhook.plugin.internal.configuration.ConfiguredUrl;

/**
 * Creates the client of Google Cloud Secret Manager, without a call.
 */
final class GcpClientFactory {

	/**
	 * The retry settings. An attempt is shorter than the usual deadlines, to leave time
	 * for a retry.
	 */
	static final RetrySettings RETRIES = RetrySettings.newBuilder()
		.setInitialRetryDelayDuration(Duration.ofMillis(200))
		.setRetryDelayMultiplier(2)
		.setMaxRetryDelayDuration(Duration.ofSeconds(2))
		.setInitialRpcTimeoutDuration(Duration.ofSeconds(5))
		.setRpcTimeoutMultiplier(1)
		.setMaxRpcTimeoutDuration(Duration.ofSeconds(5))
		.setTotalTimeoutDuration(Duration.ofMinutes(1))
		.setMaxAttempts(3)
		.build();

	private static final Set<Code> RETRYABLE = Set.of(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED,
			Code.RESOURCE_EXHAUSTED);

	private GcpClientFactory() {
	}

	static SecretManagerServiceClient create(Credentials credentials, @Nullable URI endpoint,
			@Nullable String location) {
		HttpLogFilter.install();
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(GcpSecretReader.THREADS);
		executor.setDaemon(true);
		try {
			SecretManagerServiceSettings.Builder settings = SecretManagerServiceSettings.newHttpJsonBuilder()
				.setCredentialsProvider(FixedCredentialsProvider.create(credentials))
				.setTransportChannelProvider(
						InstantiatingHttpJsonChannelProvider.newBuilder().setExecutor(executor).build());
			settings.accessSecretVersionSettings().setRetryableCodes(RETRYABLE).setRetrySettings(RETRIES);
			if (endpoint != null) {
				settings.setEndpoint(urlOf(endpoint).toString());
			}
			else if (location != null) {
				settings.setEndpoint("secretmanager." + location + ".rep.googleapis.com:443");
			}
			return SecretManagerServiceClient.create(settings.build());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Google Secret Manager: the client can't be created", ex);
		}
	}

	private static URI urlOf(URI endpoint) {
		return ConfiguredUrl.parse(endpoint.toString(), GcpSecretManagerProperties.PREFIX + ".endpoint",
				"Set it to the URL of the service, such as https://host:8443.");
	}

}
