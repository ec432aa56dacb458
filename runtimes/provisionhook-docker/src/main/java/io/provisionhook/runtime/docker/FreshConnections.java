package io.provisionhook.runtime.docker;

import java.io.IOException;

import com.github.dockerjava.transport.DockerHttpClient;

/**
 * A connection for each request. Connections that are kept would be dead after a restart
 * of the engine, and what was sent over one could not simply be sent again.
 */
final class FreshConnections implements DockerHttpClient {

	private final DockerHttpClient client;

	FreshConnections(DockerHttpClient client) {
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
