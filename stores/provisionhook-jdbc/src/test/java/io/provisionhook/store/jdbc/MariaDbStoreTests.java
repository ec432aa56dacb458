package io.provisionhook.store.jdbc;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import io.provisionhook.store.jdbc.test.DatabaseServer;
import io.provisionhook.store.jdbc.test.MariaDbServer;
import io.provisionhook.store.jdbc.test.TestDatabase;

/**
 * Tests for {@link JdbcWorkspaceStore} on MariaDB.
 */
@TestInstance(Lifecycle.PER_CLASS)
class MariaDbStoreTests {

	private TestDatabase database;

	@BeforeAll
	void createDatabase() throws IOException {
		this.database = MariaDbServer.database();
	}

	@Nested
	class Hosts extends JdbcInstanceContract {

		Hosts() {
			super(MariaDbStoreTests.this.database);
		}

	}

	@Nested
	class Store extends JdbcStoreContract {

		Store() {
			super(MariaDbStoreTests.this.database);
		}

	}

	@Nested
	class Transactions extends TransactionContract {

		Transactions() {
			super(MariaDbStoreTests.this.database);
		}

	}

	@Nested
	class Rows extends WorkspaceRowContract {

		Rows() {
			super(MariaDbStoreTests.this.database);
		}

	}

	@Nested
	class Outages extends ServerOutageContract {

		@Override
		DatabaseServer start(Path directory) throws IOException {
			return new MariaDbServer(directory);
		}

		@Nested
		class Secrets extends StoredSecretsContract {

			Secrets() {
				super(Outages.this.database());
			}

		}

	}

}
