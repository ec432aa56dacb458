package io.provisionhook.integration.runtime;

import java.io.IOException;
import java.nio.file.Path;

import io.provisionhook.store.jdbc.test.DatabaseServer;
import io.provisionhook.store.jdbc.test.PostgresServer;

/**
 * Faults of hosts with PostgreSQL.
 */
class HostFaultsOnPostgresTests extends HostFaultsContract {

	@Override
	DatabaseServer start(Path directory) throws IOException {
		return new PostgresServer(directory);
	}

}
