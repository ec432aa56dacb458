package io.provisionhook.store.jdbc;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/**
 * Explains a {@link WorkspaceTableException}.
 */
final class WorkspaceTableFailureAnalyzer extends AbstractFailureAnalyzer<WorkspaceTableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WorkspaceTableException cause) {
		return new FailureAnalysis(
				"Workspaces are kept in table '" + cause.getTableName()
						+ "' of the database, which is missing, lacks a column or may not be read. The database says: "
						+ NestedExceptionUtils.getMostSpecificCause(cause).getMessage(),
				action(cause) + " The scripts are in classpath:io/provisionhook/store/jdbc "
						+ "(schema-h2.sql, schema-mariadb.sql, schema-postgresql.sql); "
						+ "'provisionhook.jdbc.table-name' names the table, and must be no reserved word of the database. "
						+ "To keep workspaces elsewhere, define a WorkspaceStore bean.",
				cause);
	}

	private static String action(WorkspaceTableException cause) {
		if (cause.isScriptRun()) {
			return "The script that creates the table has been run and leaves one that is there as it is: "
					+ "correct the table by the script of your database.";
		}
		if (!cause.getMissingScripts().isEmpty()) {
			return "There is no script " + String.join(", ", cause.getMissingScripts())
					+ ": create the table by the example of another database's script, or set "
					+ "'provisionhook.jdbc.schema' to a script of yours.";
		}
		return "Set 'provisionhook.jdbc.initialize-schema=always' to have the table created, or create it with the "
				+ "script of your database.";
	}

}
