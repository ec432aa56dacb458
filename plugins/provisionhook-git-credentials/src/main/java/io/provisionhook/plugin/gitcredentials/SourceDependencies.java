package io.provisionhook.plugin.gitcredentials;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

import io.provisionhook.plugin.internal.configuration.ConfiguredSslBundle;
import io.provisionhook.plugin.internal.http.Endpoint;
import io.provisionhook.plugin.internal.http.JsonClient;
import io.provisionhook.plugin.internal.upstream.RemoteCalls;
import io.provisionhook.plugin.internal.upstream.Upstream;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;
import io.provisionhook.workspace.SecretSource;

/**
 * The dependencies that sources have in common.
 *
 * @param secretSources the sources of secrets of the host application
 * @param sslBundles SSL bundles of the application; {@code null} if there are none
 * @param timeout the timeout of a request
 * @param executor the executor of requests
 * @param clock the clock for expiry
 */
record SourceDependencies(List<SecretSource> secretSources, @Nullable SslBundles sslBundles, Duration timeout,
		Executor executor, Clock clock) {

	private static final int MAX_CONCURRENT_CALLS = 16;

	SourceDependencies {
		secretSources = List.copyOf(secretSources);
	}

	JsonClient createClient(Endpoint endpoint, @Nullable String sslBundle) {
		SslBundle bundle = ConfiguredSslBundle.find(this.sslBundles, sslBundle, endpoint.sslBundleProperty());
		return new JsonClient(endpoint, JsonClient.connect(endpoint, bundle),
				new RemoteCalls(endpoint.system(), GitCredentialsMutator.NAME + "-call-", MAX_CONCURRENT_CALLS));
	}

	Upstream createUpstream(String system) {
		return new Upstream(system, this.executor, new UpstreamHealth());
	}

}
