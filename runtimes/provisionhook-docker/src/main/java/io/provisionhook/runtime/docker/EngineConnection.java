package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.time.Duration;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientConfigDelegate;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * A client of an engine, and the address of the engine.
 */
final class EngineConnection implements AutoCloseable {

	private final DockerClientConfig config;

	private final DockerClient client;

	/**
	 * Create a connection. The first request connects to the engine.
	 * @param config the address of the engine and its certificates
	 * @param connectTimeout the time limit for connecting
	 * @param readTimeout the time without data after which a remote engine counts as lost
	 */
	EngineConnection(DockerClientConfig config, Duration connectTimeout, Duration readTimeout) {
		this.config = config;
		this.client = DockerClientImpl.getInstance(new WithoutCredentials(config),
				new UnpooledHttpClient(new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost())
					.sslConfig(config.getSSLConfig())
					.connectionTimeout(connectTimeout)
					.responseTimeout(readTimeout)
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
			// The client is not used again
		}
	}

	/**
	 * Configuration without registry credentials. The library would look them up for each
	 * image that it pulls or creates a container from, in a file that it may not be able
	 * to read, and it rejects image names that engines and registries accept, such as
	 * {@code a__b/c--d}. Pulls get their credentials from {@link DockerConfig}.
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

	/**
	 * HTTP client with a connection for each request. Pooled connections would be dead
	 * after a restart of the engine, and a request that was lost with one can't safely be
	 * sent again.
	 */
	private static final class UnpooledHttpClient implements DockerHttpClient {

		private final DockerHttpClient client;

		UnpooledHttpClient(DockerHttpClient client) {
			this.client = client;
		}

		@Override
		public Response execute(Request request) {
			return this.client.execute(Request.builder().from(request).putHeader("Connection", "close").build());
		}

		@Override
		public void close() throws IOException {
			this.client.close();
		}

	}

}
