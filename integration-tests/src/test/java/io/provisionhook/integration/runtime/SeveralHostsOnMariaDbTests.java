package io.provisionhook.integration.runtime;

import java.io.IOException;

import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.store.jdbc.test.MariaDbServer;

/**
 * Three hosts with MariaDB and a Docker engine.
 */
@ExtendWith(DockerEngineExtension.class)
class SeveralHostsOnMariaDbTests extends SeveralHostsContract {

	private final DockerEngine engine;

	SeveralHostsOnMariaDbTests(DockerEngine engine) throws IOException {
		super(MariaDbServer.database(), LostUpdates.ON_MARIADB, 3, 39);
		this.engine = engine;
	}

	@Override
	ContainerPlatform startPlatform() {
		return DockerPlatform.large(this.engine);
	}

}
