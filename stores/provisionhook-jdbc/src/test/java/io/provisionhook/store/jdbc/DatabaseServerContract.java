package io.provisionhook.store.jdbc;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import io.provisionhook.store.jdbc.test.DatabaseServer;
import io.provisionhook.store.jdbc.test.TestDatabase;

/**
 * Contract of {@link JdbcWorkspaceStore} on a database server.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class DatabaseServerContract {

	private TestDatabase database;

	/**
	 * Create a database on the server that all tests share.
	 * @return the database
	 * @throws IOException if the server fails
	 */
	abstract TestDatabase newDatabase() throws IOException;

	/**
	 * Start a server that a test may kill.
	 * @param directory its directory
	 * @return the server
	 * @throws IOException if the server fails
	 */
	abstract DatabaseServer start(Path directory) throws IOException;

	@BeforeAll
	void createDatabase() throws IOException {
		this.database = newDatabase();
	}

	@Nested
	class Store extends JdbcStoreContract {

		Store() {
			super(DatabaseServerContract.this.database);
		}

	}

	@Nested
	class Transactions extends TransactionContract {

		Transactions() {
			super(DatabaseServerContract.this.database);
		}

	}

	@Nested
	class Rows extends WorkspaceRowContract {

		Rows() {
			super(DatabaseServerContract.this.database);
		}

	}

	@Nested
	class Outages extends ServerOutageContract {

		@Override
		DatabaseServer start(Path directory) throws IOException {
			return DatabaseServerContract.this.start(directory);
		}

		@Nested
		class Secrets extends StoredSecretsContract {

			Secrets() {
				super(Outages.this.database());
			}

		}

	}

}
