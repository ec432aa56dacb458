package io.provisionhook.integration.runtime;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.store.jdbc.test.DatabaseServer;
import io.provisionhook.store.jdbc.test.PostgresServer;

/**
 * Faults of hosts with PostgreSQL and a Docker engine.
 */
@ExtendWith(DockerEngineExtension.class)
class HostFaultsOnPostgresTests extends HostFaultsContract {

	private final DockerEngine engine;

	HostFaultsOnPostgresTests(DockerEngine engine) {
		this.engine = engine;
	}

	@Override
	DatabaseServer start(Path directory) throws IOException {
		return new PostgresServer(directory);
	}

	@Override
	ContainerPlatform startPlatform() {
		return DockerPlatform.small(this.engine);
	}

}
