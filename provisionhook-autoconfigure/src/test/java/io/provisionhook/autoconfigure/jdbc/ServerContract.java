package io.provisionhook.autoconfigure.jdbc;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
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
		try (HikariDataSource patient = database().connect();
				HikariDataSource impatient = database().connect((config) -> config.setConnectionTimeout(250))) {
			String table = Tables.create(patient);
			WorkspaceStore store = new JdbcWorkspaceStore(impatient, table);
			Workspace workspace = Records.first("w1");
			new JdbcWorkspaceStore(patient, table).insert(workspace);
			awaitRecord(store, workspace);
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
			awaitRecord(store, workspace);
			assertThat(new JdbcWorkspaceStore(patient, table).find("w1")).contains(workspace);
		}
	}

	// A connection may take longer than the impatient one waits
	private static void awaitRecord(WorkspaceStore store, Workspace workspace) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.ignoreExceptionsInstanceOf(DataAccessException.class)
			.untilAsserted(() -> assertThat(store.find("w1")).contains(workspace));
	}

}
