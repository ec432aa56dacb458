package io.provisionhook.autoconfigure.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a store does while the server of its database is down.
 */
abstract class ServerContract extends RestartContract {

	@Test
	void storeFailsWhileTheServerIsDownAndWorksAgainAfterThat() {
		try (HikariDataSource dataSource = database().connect((config) -> config.setConnectionTimeout(2000))) {
			WorkspaceStore store = new JdbcWorkspaceStore(dataSource, Tables.create(dataSource));
			Workspace workspace = Records.first("w1");
			store.insert(workspace);
			database().stop();
			try {
				assertThatThrownBy(() -> store.find("w1")).isInstanceOf(DataAccessResourceFailureException.class)
					.satisfies(Secrecy::requireNoPassword);
				assertThatThrownBy(
						() -> store.replace(workspace, Records.next(workspace, WorkspaceState.RUNNING, null)))
					.hasMessageContaining("Could not open JDBC Connection")
					.satisfies(Secrecy::requireNoPassword);
			}
			finally {
				database().start();
			}
			assertThat(store.find("w1")).contains(workspace);
		}
	}

}
