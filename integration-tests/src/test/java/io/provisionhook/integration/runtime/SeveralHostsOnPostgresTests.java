package io.provisionhook.integration.runtime;

import java.io.IOException;

import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.store.jdbc.test.PostgresServer;

/**
 * Three hosts with PostgreSQL and a Docker engine.
 */
@ExtendWith(DockerEngineExtension.class)
class SeveralHostsOnPostgresTests extends SeveralHostsContract {

	private final DockerEngine engine;

	SeveralHostsOnPostgresTests(DockerEngine engine) throws IOException {
		super(PostgresServer.database(), LostUpdates.ON_POSTGRES, 3, 39);
		this.engine = engine;
	}

	@Override
	ContainerPlatform startPlatform() {
		return DockerPlatform.large(this.engine);
	}

}
