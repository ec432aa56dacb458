package io.provisionhook.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;

import io.provisionhook.store.jdbc.test.TestDatabase;
import io.provisionhook.workspace.WorkspaceStore;

/**
 * Contract of stores in a database.
 */
abstract class JdbcStoreContract extends WorkspaceStoreContract {

	private final HikariDataSource dataSource;

	private final String table;

	private final WorkspaceStore store;

	JdbcStoreContract(TestDatabase database) {
		this.dataSource = database.connect();
		this.table = TestTables.create(this.dataSource);
		this.store = new JdbcWorkspaceStore(this.dataSource, this.table);
	}

	@AfterEach
	void close() {
		this.dataSource.close();
	}

	@Override
	WorkspaceStore store() {
		return this.store;
	}

	@Override
	WorkspaceStore reopened() {
		return new JdbcWorkspaceStore(this.dataSource, this.table);
	}

}
