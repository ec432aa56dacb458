package io.provisionhook.store.jdbc;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import io.provisionhook.store.jdbc.test.H2Database;
import io.provisionhook.store.jdbc.test.TestDatabase;
import io.provisionhook.test.SampleWorkspaces;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;

import static org.assertj.core.api.Assertions.assertThat;

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

	@Test
	void callsTakeTurns() {
		try (HikariDataSource dataSource = database().connect()) {
			OpenConnections connections = new OpenConnections(dataSource);
			WorkspaceStore store = new JdbcWorkspaceStore(connections, TestTables.create(dataSource));
			List<Workspace> workspaces = IntStream.range(0, 100)
				.mapToObj((number) -> SampleWorkspaces.first("w" + number))
				.toList();
			assertThat(ConcurrentCalls.filter(workspaces, (workspace) -> {
				store.insert(workspace);
				return store.find(workspace.id()).isPresent() && store.replace(workspace,
						SampleWorkspaces.next(workspace, WorkspaceState.FAILED, "boom"), null)
						&& !TestTables.all(store).isEmpty();
			})).hasSize(100);
			assertThat(connections.most.get()).isOne();
		}
	}

	/**
	 * Counts the connections that are open at a time.
	 */
	private static final class OpenConnections extends DelegatingDataSource {

		private final AtomicInteger open = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		private OpenConnections(DataSource dataSource) {
			super(dataSource);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			this.most.accumulateAndGet(this.open.incrementAndGet(), Math::max);
			return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
					new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
						if (method.getName().equals("close")) {
							this.open.decrementAndGet();
						}
						return method.invoke(connection, arguments);
					});
		}

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
	class Rows extends WorkspaceRowContract {

		Rows() {
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
