package io.provisionhook.store.jdbc;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import io.provisionhook.store.jdbc.test.DatabaseServer;
import io.provisionhook.store.jdbc.test.PostgresServer;
import io.provisionhook.store.jdbc.test.TestDatabase;

/**
 * Tests for {@link JdbcWorkspaceStore} on PostgreSQL.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PostgresStoreTests {

	private TestDatabase database;

	@BeforeAll
	void createDatabase() throws IOException {
		this.database = PostgresServer.database();
	}

	@Nested
	class Hosts extends JdbcInstanceContract {

		Hosts() {
			super(PostgresStoreTests.this.database);
		}

	}

	@Nested
	class Store extends JdbcStoreContract {

		Store() {
			super(PostgresStoreTests.this.database);
		}

	}

	@Nested
	class Transactions extends TransactionContract {

		Transactions() {
			super(PostgresStoreTests.this.database);
		}

	}

	@Nested
	class Rows extends WorkspaceRowContract {

		Rows() {
			super(PostgresStoreTests.this.database);
		}

	}

	@Nested
	class Outages extends ServerOutageContract {

		@Override
		DatabaseServer start(Path directory) throws IOException {
			return new PostgresServer(directory);
		}

		@Nested
		class Secrets extends StoredSecretsContract {

			Secrets() {
				super(Outages.this.database());
			}

		}

	}

}
