package io.provisionhook.store.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

import org.springframework.jdbc.BadSqlGrammarException;

/**
 * The table of workspaces is missing or invalid.
 */
final class WorkspaceTableException extends RuntimeException {

	// The code of H2 and MariaDB, and that of PostgreSQL
	private static final Set<String> UNDEFINED_COLUMN = Set.of("42S22", "42703");

	private final String tableName;

	private final boolean columnMissing;

	private final boolean scriptRun;

	private final List<String> missingScripts;

	WorkspaceTableException(String tableName, boolean scriptRun, List<String> missingScripts,
			BadSqlGrammarException cause) {
		super("Table '" + tableName + "' is missing or lacks a column", cause);
		this.tableName = tableName;
		this.scriptRun = scriptRun;
		this.missingScripts = missingScripts;
		SQLException failure = cause.getSQLException();
		this.columnMissing = failure != null && UNDEFINED_COLUMN.contains(String.valueOf(failure.getSQLState()));
	}

	String getTableName() {
		return this.tableName;
	}

	/**
	 * Return whether there is a table, as of an earlier release, that lacks a column.
	 * @return {@code false} if there is no table, or if its column is not known to be
	 * missing
	 */
	boolean isColumnMissing() {
		return this.columnMissing;
	}

	/**
	 * Return whether a script has run that creates a missing table.
	 * @return whether a script has run
	 */
	boolean isScriptRun() {
		return this.scriptRun;
	}

	/**
	 * Return the locations of missing scripts.
	 * @return the locations, none if initialization is disabled
	 */
	List<String> getMissingScripts() {
		return this.missingScripts;
	}

}
