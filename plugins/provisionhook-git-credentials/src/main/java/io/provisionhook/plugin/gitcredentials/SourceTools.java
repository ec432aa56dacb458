package io.provisionhook.plugin.gitcredentials;

import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.http.Endpoint;
import io.provisionhook.plugin.http.HttpCalls;
import io.provisionhook.plugin.http.HttpClients;
import io.provisionhook.plugin.upstream.Upstream;
import io.provisionhook.plugin.upstream.UpstreamHealth;
import io.provisionhook.workspace.SecretSource;

/**
 * What sources are made with.
 *
 * @param secretSources where the host application has its secrets
 * @param clients creates clients
 * @param timeout the time after which a call is given up
 * @param executor gives each call a thread
 * @param clock tells the time
 */
record SourceTools(List<SecretSource> secretSources, HttpClients clients, Duration timeout, Executor executor,
		Clock clock) {

	private static final int CALLS_AT_A_TIME = 16;

	SourceTools {
		secretSources = List.copyOf(secretSources);
	}

	HttpCalls callsTo(Endpoint endpoint, @Nullable String sslBundle) {
		HttpClient client = this.clients.create(endpoint, sslBundle);
		return new HttpCalls(client, endpoint, CALLS_AT_A_TIME);
	}

	Upstream upstream(String system) {
		return new Upstream(system, this.executor, new UpstreamHealth());
	}

}
