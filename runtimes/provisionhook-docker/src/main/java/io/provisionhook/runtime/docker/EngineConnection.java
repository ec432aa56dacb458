package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.time.Duration;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;

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
		this.client = DockerClientImpl.getInstance(config,
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

}
