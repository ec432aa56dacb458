package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.vault.client.VaultEndpoint;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * All that it takes to call Vault, opened and closed together. Thread-safe.
 */
final class VaultConnection implements AutoCloseable {

	private static final Duration PATIENCE_ON_CLOSE = Duration.ofSeconds(5);

	private final VaultTimer timer;

	private final VaultSession session;

	private final VaultClient client;

	/**
	 * Create a connection; nothing is asked of Vault yet.
	 * @param properties what the operator has set
	 * @param sslBundles the SSL bundles that there are
	 * @throws PluginConfigurationException if it can't work with what was set
	 */
	VaultConnection(VaultSecretsProperties properties, @Nullable SslBundles sslBundles) {
		this(properties, sslBundles, new VaultThreads(PATIENCE_ON_CLOSE));
	}

	VaultConnection(VaultSecretsProperties properties, @Nullable SslBundles sslBundles, VaultTimer timer) {
		this.timer = timer;
		VaultEndpoint endpoint = VaultAddress.endpoint(properties.uri());
		VaultTransport transport = new VaultTransport(endpoint, VaultAddress.namespace(properties.namespace()),
				VaultAddress.requests(endpoint, properties.sslBundle(), sslBundles));
		this.session = new VaultSessions(transport, timer).create(properties.authentication());
		this.client = new VaultClient(transport, this.session);
	}

	VaultClient client() {
		return this.client;
	}

	VaultTimer timer() {
		return this.timer;
	}

	/**
	 * Finish what is under way, then give the token back.
	 */
	@Override
	public void close() {
		this.timer.close();
		this.session.close();
	}

}
