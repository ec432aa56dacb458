package io.provisionhook.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;

import io.provisionhook.store.jdbc.test.TestDatabase;
import io.provisionhook.test.InstanceStoreContract;
import io.provisionhook.workspace.WorkspaceStore;

/**
 * Contract of host applications that share a database.
 */
abstract class JdbcInstanceContract extends InstanceStoreContract {

	private final HikariDataSource dataSource;

	private final String prefix;

	JdbcInstanceContract(TestDatabase database) {
		this.dataSource = database.connect();
		this.prefix = TestTables.create(this.dataSource);
	}

	@AfterEach
	void close() {
		this.dataSource.close();
	}

	@Override
	protected WorkspaceStore store() {
		return new JdbcWorkspaceStore(this.dataSource, this.prefix);
	}

}
