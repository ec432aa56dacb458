package io.provisionhook.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;

import io.provisionhook.store.jdbc.test.TestDatabase;
import io.provisionhook.test.SampleWorkspaces;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contract of stores in a database that is restarted.
 */
abstract class RestartContract {

	abstract TestDatabase database();

	@Test
	void recordsOutliveARestart() {
		String table;
		Workspace workspace = SampleWorkspaces.full("w1");
		Workspace running = SampleWorkspaces.next(SampleWorkspaces.first("w2"), WorkspaceState.RUNNING, null);
		try (HikariDataSource before = database().connect()) {
			table = TestTables.create(before);
			WorkspaceStore store = new JdbcWorkspaceStore(before, table);
			store.insert(workspace);
			store.insert(SampleWorkspaces.first("w2"));
			store.replace(SampleWorkspaces.first("w2"), running, null);
		}
		database().stop();
		database().start();
		try (HikariDataSource after = database().connect()) {
			TestTables.create(after, table);
			WorkspaceStore store = new JdbcWorkspaceStore(after, table);
			assertThat(TestTables.all(store)).containsExactly(running, workspace);
			assertThat(store.replace(running, SampleWorkspaces.next(running, WorkspaceState.STOPPED, null), null))
				.isTrue();
		}
	}

}
