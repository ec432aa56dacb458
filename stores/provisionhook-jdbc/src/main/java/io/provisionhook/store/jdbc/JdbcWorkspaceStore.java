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
 * Keeps records in a table of a relational database, so that they outlive the host
 * application. The table belongs to one host application at a time; scripts that create
 * it for H2, PostgreSQL and MariaDB are beside this class.
 * <p>
 * Each call is a transaction of its own, on a connection of its own, even if the caller
 * is in a transaction: a record is there for other threads when the call returns, and
 * stays if the caller's transaction is rolled back, as what it tells of has happened. The
 * connection is used by a thread of the store, so an interruption of the caller neither
 * breaks a call in the middle nor closes the file of an embedded database. Calls on H2
 * take turns: it writes the changes of a transaction to its file piece by piece, and if
 * others change something meanwhile and the application is killed, its table and its
 * index may hold different versions of a record for good, see
 * <a href="https://github.com/h2database/h2database/issues/2080">issue 2080 of H2</a>.
 * Thread-safe. What the database refuses or can't do is thrown as an exception of
 * Spring's.
 *
 * @since 0.1.0
 */
public final class JdbcWorkspaceStore implements WorkspaceStore {

	/**
	 * The name of the table unless another one is given.
	 */
	public static final String DEFAULT_TABLE_NAME = "provisionhook_workspace";

	static final int DRIVERS_TIMEOUT = -1;

	private static final String H2 = "H2";

	private static final int MARIADB_RECORD_HAS_CHANGED = 1020;

	private final StoreThreads threads = new StoreThreads();

	private final Lock turn = new ReentrantLock();

	private final SingletonSupplier<Boolean> takesTurns;

	private final TransactionTemplate transaction;

	private final WorkspaceTable table;

	/**
	 * Create a store.
	 * @param dataSource the database
	 * @param tableName the name of the table, which may be qualified with a schema's; it
	 * stands in statements without quotes, so it must be no reserved word of the database
	 * @throws IllegalArgumentException if the name has other characters than letters,
	 * digits and underscores
	 */
	public JdbcWorkspaceStore(DataSource dataSource, String tableName) {
		this(dataSource, tableName, DRIVERS_TIMEOUT);
	}

	JdbcWorkspaceStore(DataSource dataSource, String tableName, int queryTimeout) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		jdbc.setQueryTimeout(queryTimeout);
		this.takesTurns = SingletonSupplier.of(() -> isH2(jdbc));
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.table = new WorkspaceTable(jdbc, TableNames.requireValid(tableName));
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
			if (!isLost(ex)) {
				throw ex;
			}
			// A transaction that is isolated from the winner's does not see who won
			return write(update) == 1;
		}
	}

	private static boolean isLost(DataAccessException ex) {
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

	private <T> T call(Supplier<T> work) {
		return this.threads.call(() -> this.takesTurns.obtain() ? inTurn(work) : work.get());
	}

	private <T> T inTurn(Supplier<T> work) {
		this.turn.lock();
		try {
			return work.get();
		}
		finally {
			this.turn.unlock();
		}
	}

}
