package io.provisionhook.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.history.ProvisioningCount;
import io.provisionhook.workspace.history.ProvisioningHistory;
import io.provisionhook.workspace.history.ProvisioningRecord;
import io.provisionhook.workspace.instance.Instance;
import io.provisionhook.workspace.instance.InstanceStore;

/**
 * Stores workspaces in tables of a relational database, so that they outlive the host
 * application and can be shared by several host applications. The package contains
 * scripts that create them for H2, PostgreSQL and MariaDB.
 * <p>
 * Each call has its own transaction and connection, even if the caller is in a
 * transaction: other threads see a record when the call returns, and a rollback of the
 * caller's transaction does not remove it. A thread of the store uses the connection, so
 * an interruption of the caller neither breaks a call nor closes the file of an embedded
 * database. Calls on H2 are serialized: it writes a transaction to its file in pieces,
 * and if the application is killed during concurrent writes, table and index may have
 * different versions of a record permanently, see
 * <a href="https://github.com/h2database/h2database/issues/2080">issue 2080 of H2</a>.
 * Thread-safe. Failures of the database are exceptions of Spring.
 *
 * @since 0.1.0
 */
public final class JdbcWorkspaceStore implements WorkspaceStore {

	/**
	 * Default start of the names of the tables.
	 */
	public static final String DEFAULT_TABLE_PREFIX = "provisionhook_";

	static final int DRIVER_TIMEOUT = -1;

	private static final int MARIADB_RECORD_HAS_CHANGED = 1020;

	private static final int MAX_ATTEMPTS = 5;

	private final StoreExecutor executor = new StoreExecutor();

	private final Lock lock = new ReentrantLock();

	private final DatabaseClock clock;

	private final TransactionTemplate transaction;

	private final WorkspaceTable workspaces;

	private final ProvisioningTable provisionings;

	private final InstanceTable instances;

	private final ProvisioningHistory history = new History();

	private final InstanceStore instanceStore = new HostInstances();

	/**
	 * Create a store.
	 * @param dataSource the database
	 * @param tablePrefix the start of the names of the tables, optionally qualified with
	 * the name of a schema
	 * @throws IllegalArgumentException if the prefix has other characters than letters,
	 * digits and underscores
	 */
	public JdbcWorkspaceStore(DataSource dataSource, String tablePrefix) {
		this(dataSource, tablePrefix, DRIVER_TIMEOUT);
	}

	JdbcWorkspaceStore(DataSource dataSource, String tablePrefix, int queryTimeout) {
		WorkspaceTable.requireValidPrefix(tablePrefix);
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		jdbc.setQueryTimeout(queryTimeout);
		this.clock = new DatabaseClock(jdbc);
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.workspaces = new WorkspaceTable(jdbc, tablePrefix + "workspace", this.clock);
		this.provisionings = new ProvisioningTable(jdbc, tablePrefix + "provisioning", this.workspaces.mapper());
		this.instances = new InstanceTable(jdbc, tablePrefix + "instance", this.clock);
	}

	@Override
	public void insert(Workspace workspace) {
		try {
			write(() -> this.workspaces.insert(workspace));
		}
		catch (DuplicateKeyException ex) {
			throw new IllegalStateException("There is a workspace '" + workspace.id() + "' already", ex);
		}
	}

	@Override
	public boolean replace(Workspace expected, Workspace next, @Nullable ProvisioningRecord ended) {
		return change(() -> {
			int replaced = this.workspaces.update(expected, next);
			if (replaced == 1 && ended != null) {
				this.provisionings.insert(ended);
			}
			return replaced;
		});
	}

	@Override
	public boolean delete(Workspace expected) {
		return change(() -> {
			int deleted = this.workspaces.delete(expected);
			if (deleted == 1) {
				this.provisionings.delete(expected.id());
			}
			return deleted;
		});
	}

	// An isolated transaction fails if another one has changed its row meanwhile
	private boolean change(IntSupplier update) {
		for (int attempt = 1;; attempt++) {
			try {
				return write(update) == 1;
			}
			catch (PessimisticLockingFailureException | UncategorizedSQLException ex) {
				if (!isConflict(ex) || attempt == MAX_ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private static boolean isConflict(DataAccessException ex) {
		return ex instanceof PessimisticLockingFailureException
				|| (ex.getCause() instanceof SQLException cause && cause.getErrorCode() == MARIADB_RECORD_HAS_CHANGED);
	}

	@Override
	public Optional<Workspace> find(String id) {
		return call(() -> this.workspaces.select(id));
	}

	@Override
	public List<Workspace> find(WorkspaceQuery query) {
		return call(() -> this.workspaces.select(query));
	}

	@Override
	public Changes findChanges(@Nullable Instant since) {
		return call(() -> this.workspaces.selectChanges(since));
	}

	@Override
	public Map<WorkspaceState, Long> countByState(Instant since) {
		return call(() -> this.workspaces.countByState(since));
	}

	@Override
	public ProvisioningHistory history() {
		return this.history;
	}

	@Override
	public Optional<InstanceStore> instances() {
		return Optional.of(this.instanceStore);
	}

	private int write(IntSupplier statement) {
		return call(() -> this.transaction.execute((status) -> statement.getAsInt()));
	}

	/**
	 * Require that all tables can be read.
	 * @param failure creates the exception for a table that can't, from its name and the
	 * exception of the database
	 */
	void requireTables(BiFunction<String, BadSqlGrammarException, RuntimeException> failure) {
		requireTable(this.workspaces.name(), this.workspaces::selectNone, failure);
		requireTable(this.provisionings.name(), this.provisionings::selectNone, failure);
		requireTable(this.instances.name(), this.instances::selectNone, failure);
	}

	private void requireTable(String name, Runnable select,
			BiFunction<String, BadSqlGrammarException, RuntimeException> failure) {
		try {
			call(() -> {
				select.run();
				return name;
			});
		}
		catch (BadSqlGrammarException ex) {
			throw failure.apply(name, ex);
		}
	}

	private <T> T call(Supplier<T> task) {
		return this.executor.call(() -> this.clock.isOfH2() ? withLock(task) : task.get());
	}

	private <T> T withLock(Supplier<T> task) {
		this.lock.lock();
		try {
			return task.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The provisionings in the table of their own.
	 */
	private final class History implements ProvisioningHistory {

		@Override
		public List<ProvisioningRecord> provisionings(String workspaceId) {
			return call(() -> JdbcWorkspaceStore.this.provisionings.select(workspaceId));
		}

		@Override
		public List<ProvisioningCount> count(ProvisioningCount.Dimension by, Instant from, Instant until) {
			return call(() -> JdbcWorkspaceStore.this.provisionings.count(by, from, until));
		}

	}

	/**
	 * The host applications in the table of their own.
	 */
	private final class HostInstances implements InstanceStore {

		@Override
		public void join(Instance instance, Duration lease) {
			write(() -> JdbcWorkspaceStore.this.instances.insert(instance, lease));
		}

		@Override
		public Renewal renew(String id, Duration lease, Map<String, String> details) {
			if (change(() -> JdbcWorkspaceStore.this.instances.renew(id, lease, details, true))) {
				return Renewal.ALONE;
			}
			return change(() -> JdbcWorkspaceStore.this.instances.renew(id, lease, details, false))
					? Renewal.AMONG_OTHERS : Renewal.GONE;
		}

		@Override
		public List<Instance> findAll() {
			return call(JdbcWorkspaceStore.this.instances::selectAll);
		}

		@Override
		public Map<String, Long> countLive() {
			return call(JdbcWorkspaceStore.this.workspaces::countLiveByOwner);
		}

		@Override
		public void leave(String id, Duration lease) {
			change(() -> JdbcWorkspaceStore.this.instances.leave(id, lease));
		}

		@Override
		public boolean delete(String id) {
			return change(() -> JdbcWorkspaceStore.this.instances.delete(id));
		}

		@Override
		public boolean deleteIfLeaseIsOver(String id) {
			return change(() -> JdbcWorkspaceStore.this.instances.deleteIfLeaseIsOver(id));
		}

	}

}
