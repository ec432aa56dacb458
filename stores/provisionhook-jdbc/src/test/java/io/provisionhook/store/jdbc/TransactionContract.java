package io.provisionhook.store.jdbc;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import io.provisionhook.store.jdbc.test.TestDatabase;
import io.provisionhook.test.SampleWorkspaces;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.instance.HostProcess;
import io.provisionhook.workspace.instance.Instance;
import io.provisionhook.workspace.instance.InstanceStore;
import io.provisionhook.workspace.instance.InstanceStore.Renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Contract of stores and transactions.
 */
@Timeout(120)
abstract class TransactionContract {

	private final TestDatabase database;

	private final HikariDataSource dataSource;

	private final String prefix;

	private final String table;

	private final WorkspaceStore store;

	private final Workspace workspace = SampleWorkspaces.first("w1");

	private final Workspace running = SampleWorkspaces.next(this.workspace, WorkspaceState.RUNNING, null);

	TransactionContract(TestDatabase database) {
		this.database = database;
		this.dataSource = database.connect();
		this.prefix = TestTables.create(this.dataSource);
		this.table = this.prefix + "workspace";
		this.store = new JdbcWorkspaceStore(this.dataSource, this.prefix);
	}

	@AfterEach
	void close() {
		this.dataSource.close();
	}

	@Test
	void recordIsVisibleBeforeTheCallersTransactionEnds() {
		transaction(this.dataSource).executeWithoutResult((status) -> {
			this.store.insert(this.workspace);
			assertThat(CompletableFuture.supplyAsync(() -> this.store.find("w1")).join()).contains(this.workspace);
			assertThat(this.store.replace(this.workspace, this.running, null)).isTrue();
			assertThat(CompletableFuture.supplyAsync(() -> TestTables.all(this.store)).join())
				.containsExactly(this.running);
		});
		assertThat(this.store.find("w1")).contains(this.running);
	}

	@Test
	void recordStaysIfTheCallersTransactionIsRolledBack() {
		transaction(this.dataSource).executeWithoutResult((status) -> {
			this.store.insert(this.workspace);
			this.store.replace(this.workspace, this.running, null);
			status.setRollbackOnly();
		});
		assertThat(this.store.find("w1")).contains(this.running);
	}

	@Test
	void failureDoesNotTouchTheCallersTransaction() {
		String other = TestTables.create(this.dataSource) + "workspace";
		JdbcClient jdbc = JdbcClient.create(this.dataSource);
		this.store.insert(this.workspace);
		transaction(this.dataSource).executeWithoutResult((status) -> {
			jdbc.sql("insert into " + other + " select * from " + this.table).update();
			assertThatIllegalStateException().isThrownBy(() -> this.store.insert(this.workspace))
				.withMessage("There is a workspace 'w1' already");
		});
		assertThat(jdbc.sql("select count(*) from " + other).query(Integer.class).single()).isEqualTo(1);
	}

	@Test
	void storeFindsRecordNewerThanTheCallersSnapshot() {
		this.store.insert(this.workspace);
		TransactionTemplate transaction = transaction(this.dataSource);
		transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		transaction.executeWithoutResult((status) -> {
			assertThat(JdbcClient.create(this.dataSource)
				.sql("select count(*) from " + this.table)
				.query(Integer.class)
				.single()).isEqualTo(1);
			CompletableFuture.supplyAsync(() -> this.store.replace(this.workspace, this.running, null)).join();
			assertThat(this.store.find("w1")).contains(this.running);
			assertThat(TestTables.all(this.store)).containsExactly(this.running);
		});
	}

	@Test
	void storeWritesToAPoolThatDoesNotCommitByItself() {
		try (HikariDataSource manual = this.database.connect((config) -> config.setAutoCommit(false))) {
			WorkspaceStore other = new JdbcWorkspaceStore(manual, this.prefix);
			other.insert(this.workspace);
			assertThat(other.find("w1")).contains(this.workspace);
			assertThat(this.store.find("w1")).contains(this.workspace);
			assertThat(other.replace(this.workspace, this.running, null)).isTrue();
			assertThat(this.store.find("w1")).contains(this.running);
			assertThat(TestTables.all(other)).containsExactly(this.running);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE })
	void oneOfManyWinsAtAnyIsolationLevel(int isolation) {
		try (HikariDataSource isolated = this.database
			.connect((config) -> config.setTransactionIsolation(String.valueOf(isolation)))) {
			WorkspaceStore other = new JdbcWorkspaceStore(isolated, this.prefix);
			other.insert(this.workspace);
			for (int round = 0; round < 10; round++) {
				Workspace current = other.find("w1").orElseThrow();
				List<Workspace> nexts = IntStream.range(0, 16)
					.mapToObj((number) -> SampleWorkspaces.next(current, WorkspaceState.FAILED, "thread " + number))
					.toList();
				assertThat(ConcurrentCalls.filter(nexts, (next) -> other.replace(current, next, null))).hasSize(1);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ,
			Connection.TRANSACTION_SERIALIZABLE })
	void hostsRenewAndDeleteAtAnyIsolationLevel(int isolation) {
		try (HikariDataSource isolated = this.database
			.connect((config) -> config.setTransactionIsolation(String.valueOf(isolation)))) {
			InstanceStore hosts = new JdbcWorkspaceStore(isolated, this.prefix).instances().orElseThrow();
			List<String> ids = IntStream.range(0, 8).mapToObj((number) -> "host~" + number).toList();
			Duration lease = Duration.ofMinutes(1);
			ids.forEach((id) -> hosts.join(host(id), lease));
			for (int round = 0; round < 5; round++) {
				String dead = "dead~" + round;
				hosts.join(host(dead), Duration.ofMillis(-1));
				assertThat(ConcurrentCalls.filter(ids, (id) -> {
					assertThat(hosts.renew(id, lease, Map.of())).isEqualTo(Renewal.AMONG_OTHERS);
					assertThat(hosts.findAll()).hasSizeGreaterThanOrEqualTo(ids.size());
					return hosts.deleteIfLeaseIsOver(dead);
				})).hasSize(1);
			}
			assertThat(hosts.findAll()).extracting(Instance::id).containsExactlyElementsOf(ids);
		}
	}

	private static Instance host(String id) {
		return new Instance(id, "", HostProcess.current(), false, Instant.EPOCH, Duration.ZERO, Duration.ZERO,
				Map.of());
	}

	private static TransactionTemplate transaction(DataSource dataSource) {
		return new TransactionTemplate(new JdbcTransactionManager(dataSource));
	}

}
