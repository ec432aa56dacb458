package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.time.Duration;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientConfigDelegate;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * A client of an engine.
 */
final class EngineConnection implements AutoCloseable {

	private final DockerClientConfig config;

	private final DockerClient client;

	/**
	 * Connect to an engine, but only when it is asked something.
	 * @param config where it is
	 * @param connectTimeout the time to connect
	 * @param silence the time after which an engine elsewhere that sends nothing is taken
	 * for gone
	 */
	EngineConnection(DockerClientConfig config, Duration connectTimeout, Duration silence) {
		this.config = config;
		this.client = DockerClientImpl.getInstance(new WithoutCredentials(config),
				new FreshConnections(new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost())
					.sslConfig(config.getSSLConfig())
					.connectionTimeout(connectTimeout)
					.responseTimeout(silence)
					.build()));
	}

	String host() {
		return this.config.getDockerHost().toString();
	}

	DockerClient client() {
		return this.client;
	}

	@Override
	public void close() {
		try {
			this.client.close();
		}
		catch (IOException ex) {
			// There is nothing left to be done with it
		}
	}

	/**
	 * Looks for no credentials. The library would do so for each image that it pulls or
	 * makes a container of, in a file that it may not be able to read, and it refuses
	 * names for that which engines and registries take, such as {@code a__b/c--d}. What a
	 * pull needs is in {@link DockerConfig}.
	 */
	private static final class WithoutCredentials extends DockerClientConfigDelegate {

		WithoutCredentials(DockerClientConfig config) {
			super(config);
		}

		@Override
		public @Nullable AuthConfig effectiveAuthConfig(String image) {
			return null;
		}

	}

}
