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
 * What sources are made with.
 *
 * @param secretSources where the host application has its secrets
 * @param sslBundles SSL bundles of the application; {@code null} if there are none
 * @param timeout the time after which a call is given up
 * @param executor gives each call a thread
 * @param clock tells the time
 */
record SourceTools(List<SecretSource> secretSources, @Nullable SslBundles sslBundles, Duration timeout,
		Executor executor, Clock clock) {

	private static final int CALLS_AT_A_TIME = 16;

	SourceTools {
		secretSources = List.copyOf(secretSources);
	}

	JsonClient clientOf(Endpoint endpoint, @Nullable String sslBundle) {
		SslBundle bundle = ConfiguredSslBundle.find(this.sslBundles, sslBundle, endpoint.sslBundleProperty());
		return new JsonClient(endpoint, JsonClient.connect(endpoint, bundle),
				new RemoteCalls(endpoint.system(), GitCredentialsMutator.NAME + "-call-", CALLS_AT_A_TIME));
	}

	Upstream upstream(String system) {
		return new Upstream(system, this.executor, new UpstreamHealth());
	}

}
