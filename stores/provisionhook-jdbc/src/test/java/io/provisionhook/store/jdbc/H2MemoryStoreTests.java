package io.provisionhook.store.jdbc;

import org.junit.jupiter.api.Nested;

import io.provisionhook.store.jdbc.test.H2Database;

/**
 * Tests for {@link JdbcWorkspaceStore} on H2 in memory.
 */
class H2MemoryStoreTests extends JdbcStoreContract {

	H2MemoryStoreTests() {
		super(H2Database.inMemory());
	}

	@Nested
	class Hosts extends JdbcInstanceContract {

		Hosts() {
			super(H2Database.inMemory());
		}

	}

	@Nested
	class Secrets extends StoredSecretsContract {

		Secrets() {
			super(H2Database.inMemory());
		}

	}

}
