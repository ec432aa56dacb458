package io.provisionhook.store.jdbc;

import java.io.IOException;
import java.nio.file.Path;

import io.provisionhook.store.jdbc.test.DatabaseServer;
import io.provisionhook.store.jdbc.test.PostgresServer;
import io.provisionhook.store.jdbc.test.TestDatabase;

/**
 * Tests for {@link JdbcWorkspaceStore} on PostgreSQL.
 */
class PostgresStoreTests extends DatabaseServerContract {

	@Override
	TestDatabase newDatabase() throws IOException {
		return PostgresServer.database();
	}

	@Override
	DatabaseServer start(Path directory) throws IOException {
		return new PostgresServer(directory);
	}

}
