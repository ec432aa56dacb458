package io.provisionhook.integration.runtime;

import java.io.IOException;
import java.nio.file.Path;

import io.provisionhook.store.jdbc.test.DatabaseServer;
import io.provisionhook.store.jdbc.test.MariaDbServer;

/**
 * Faults of hosts with MariaDB.
 */
class HostFaultsOnMariaDbTests extends HostFaultsContract {

	@Override
	DatabaseServer start(Path directory) throws IOException {
		return new MariaDbServer(directory);
	}

}
