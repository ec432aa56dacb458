package io.provisionhook.autoconfigure.jdbc;

/**
 * Tests for {@link JdbcWorkspaceStore} on H2 in memory.
 */
class H2MemoryStoreTests extends JdbcStoreContract {

	H2MemoryStoreTests() {
		super(H2Database.inMemory());
	}

}
