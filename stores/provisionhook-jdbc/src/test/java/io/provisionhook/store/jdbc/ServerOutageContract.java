package io.provisionhook.store.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

import io.provisionhook.store.jdbc.test.DatabaseServer;
import io.provisionhook.store.jdbc.test.TestDatabase;
import io.provisionhook.test.SampleWorkspaces;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Contract of stores during an outage of the database server.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ServerOutageContract extends RestartContract {

	private @Nullable DatabaseServer server;

	/**
	 * Start a server that this test has for itself.
	 * @param directory where it keeps all it has
	 * @return the server
	 * @throws IOException if its files can't be written
	 */
	abstract DatabaseServer start(Path directory) throws IOException;

	@BeforeAll
	void startServer(@TempDir Path directory) throws IOException {
		this.server = start(directory);
	}

	@AfterAll
	void stopServer() {
		if (this.server != null) {
			this.server.stop();
		}
	}

	@Override
	final TestDatabase database() {
		return Objects.requireNonNull(this.server);
	}

	@Test
	void storeFailsWhileTheServerIsDownAndWorksAgainAfterThat() {
		try (HikariDataSource patient = database().connect();
				HikariDataSource impatient = database().connect((config) -> config.setConnectionTimeout(250))) {
			String table = TestTables.create(patient);
			WorkspaceStore store = new JdbcWorkspaceStore(impatient, table);
			Workspace workspace = SampleWorkspaces.first("w1");
			new JdbcWorkspaceStore(patient, table).insert(workspace);
			awaitRecord(store, workspace);
			database().stop();
			try {
				assertThatThrownBy(() -> store.find("w1")).isInstanceOf(DataAccessResourceFailureException.class)
					.satisfies(SecretAssertions::assertNoPassword);
				assertThatThrownBy(() -> store.replace(workspace,
						SampleWorkspaces.next(workspace, WorkspaceState.RUNNING, null), null))
					.hasMessageContaining("Could not open JDBC Connection")
					.satisfies(SecretAssertions::assertNoPassword);
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
