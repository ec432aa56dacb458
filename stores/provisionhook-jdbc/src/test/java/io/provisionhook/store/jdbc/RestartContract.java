package io.provisionhook.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;

import io.provisionhook.store.jdbc.test.TestDatabase;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of records in a database that is closed and opened again.
 */
abstract class RestartContract {

	abstract TestDatabase database();

	@Test
	void recordsAreThereAfterARestart() {
		String table;
		Workspace workspace = Records.full("w1");
		Workspace running = Records.next(Records.first("w2"), WorkspaceState.RUNNING, null);
		try (HikariDataSource before = database().connect()) {
			table = Tables.create(before);
			WorkspaceStore store = new JdbcWorkspaceStore(before, table);
			store.insert(workspace);
			store.insert(Records.first("w2"));
			store.replace(Records.first("w2"), running);
		}
		database().stop();
		database().start();
		try (HikariDataSource after = database().connect()) {
			Tables.create(after, table);
			WorkspaceStore store = new JdbcWorkspaceStore(after, table);
			assertThat(store.findAll()).containsExactly(workspace, running);
			assertThat(store.replace(running, Records.next(running, WorkspaceState.STOPPED, null))).isTrue();
		}
	}

}
