package io.provisionhook.integration.runtime;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.store.jdbc.test.DatabaseServer;
import io.provisionhook.store.jdbc.test.MariaDbServer;

/**
 * Faults of hosts with MariaDB and a Docker engine.
 */
@ExtendWith(DockerEngineExtension.class)
class HostFaultsOnMariaDbTests extends HostFaultsContract {

	private final DockerEngine engine;

	HostFaultsOnMariaDbTests(DockerEngine engine) {
		this.engine = engine;
	}

	@Override
	DatabaseServer start(Path directory) throws IOException {
		return new MariaDbServer(directory);
	}

	@Override
	ContainerPlatform startPlatform() {
		return DockerPlatform.small(this.engine);
	}

}
