package io.provisionhook.store.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.function.SingletonSupplier;

import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceStore;

/**
 * Stores workspaces in a table of a relational database, so that they outlive the host
 * application. The table belongs to one host application at a time. The package contains
 * scripts that create it for H2, PostgreSQL and MariaDB.
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
	 * Default name of the table.
	 */
	public static final String DEFAULT_TABLE_NAME = "provisionhook_workspace";

	static final int DRIVER_TIMEOUT = -1;

	private static final String H2 = "H2";

	private static final int MARIADB_RECORD_HAS_CHANGED = 1020;

	private final StoreExecutor executor = new StoreExecutor();

	private final Lock lock = new ReentrantLock();

	private final SingletonSupplier<Boolean> serialized;

	private final TransactionTemplate transaction;

	private final WorkspaceTable table;

	/**
	 * Create a store.
	 * @param dataSource the database
	 * @param tableName the name of the table, optionally qualified with the name of a
	 * schema; it is not quoted, so it must not be a reserved word of the database
	 * @throws IllegalArgumentException if the name has other characters than letters,
	 * digits and underscores
	 */
	public JdbcWorkspaceStore(DataSource dataSource, String tableName) {
		this(dataSource, tableName, DRIVER_TIMEOUT);
	}

	JdbcWorkspaceStore(DataSource dataSource, String tableName, int queryTimeout) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		jdbc.setQueryTimeout(queryTimeout);
		this.serialized = SingletonSupplier.of(() -> isH2(jdbc));
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.table = new WorkspaceTable(jdbc, WorkspaceTable.requireValidName(tableName));
	}

	private static boolean isH2(JdbcTemplate jdbc) {
		return Boolean.TRUE.equals(jdbc.execute((ConnectionCallback<Boolean>) (
				connection) -> connection.getMetaData().getDatabaseProductName().equals(H2)));
	}

	@Override
	public void insert(Workspace workspace) {
		try {
			write(() -> this.table.insert(workspace));
		}
		catch (DuplicateKeyException ex) {
			throw new IllegalStateException("There is a workspace '" + workspace.id() + "' already", ex);
		}
	}

	@Override
	public boolean replace(Workspace expected, Workspace next) {
		return change(() -> this.table.update(expected, next));
	}

	@Override
	public boolean delete(Workspace expected) {
		return change(() -> this.table.delete(expected));
	}

	private boolean change(IntSupplier update) {
		try {
			return write(update) == 1;
		}
		catch (PessimisticLockingFailureException | UncategorizedSQLException ex) {
			if (!isConflict(ex)) {
				throw ex;
			}
			// An isolated transaction does not see the change of the other one
			return write(update) == 1;
		}
	}

	private static boolean isConflict(DataAccessException ex) {
		return ex instanceof PessimisticLockingFailureException
				|| (ex.getCause() instanceof SQLException cause && cause.getErrorCode() == MARIADB_RECORD_HAS_CHANGED);
	}

	@Override
	public Optional<Workspace> find(String id) {
		return call(() -> this.table.select(id));
	}

	@Override
	public List<Workspace> findAll() {
		return call(this.table::selectAll);
	}

	private int write(IntSupplier statement) {
		return call(() -> this.transaction.execute((status) -> statement.getAsInt()));
	}

	void requireTable() {
		call(this.table::selectNone);
	}

	private <T> T call(Supplier<T> task) {
		return this.executor.call(() -> this.serialized.obtain() ? withLock(task) : task.get());
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

}
