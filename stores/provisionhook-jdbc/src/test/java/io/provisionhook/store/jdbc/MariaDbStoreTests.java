package io.provisionhook.store.jdbc;

import java.io.IOException;
import java.nio.file.Path;

import io.provisionhook.store.jdbc.test.DatabaseServer;
import io.provisionhook.store.jdbc.test.MariaDbServer;
import io.provisionhook.store.jdbc.test.TestDatabase;

/**
 * Tests for {@link JdbcWorkspaceStore} on MariaDB.
 */
class MariaDbStoreTests extends DatabaseServerContract {

	@Override
	TestDatabase newDatabase() throws IOException {
		return MariaDbServer.database();
	}

	@Override
	DatabaseServer start(Path directory) throws IOException {
		return new MariaDbServer(directory);
	}

}
