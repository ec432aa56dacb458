package io.provisionhook.autoconfigure.jdbc;

import java.nio.file.Path;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.autoconfigure.jdbc.test.H2Database;
import io.provisionhook.autoconfigure.jdbc.test.TestDatabase;

/**
 * Tests for {@link JdbcWorkspaceStore} on H2 in a file.
 */
class H2FileStoreTests extends RestartContract {

	@TempDir
	static Path directory;

	@Override
	TestDatabase database() {
		return H2Database.inFile(directory);
	}

	@Nested
	class Store extends JdbcStoreContract {

		Store() {
			super(H2Database.inFile(directory));
		}

	}

	@Nested
	class Transactions extends TransactionContract {

		Transactions() {
			super(H2Database.inFile(directory));
		}

	}

	@Nested
	class Rows extends RowContract {

		Rows() {
			super(H2Database.inFile(directory));
		}

	}

	@Nested
	class Interruptions extends InterruptionContract {

		Interruptions() {
			super(H2Database.inFile(directory));
		}

	}

	@Nested
	class Secrets extends StoredSecretsContract {

		Secrets() {
			super(H2Database.inFile(directory));
		}

	}

}
