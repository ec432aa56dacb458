package io.provisionhook.store.jdbc;

import java.util.List;
import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/**
 * Explains a {@link WorkspaceTableException}.
 */
final class WorkspaceTableFailureAnalyzer extends AbstractFailureAnalyzer<WorkspaceTableException> {

	private static final List<String> ADDED_COLUMNS = List.of("owner varchar(255)",
			"location varchar(255) default '' not null", "wanted varchar(32)", "changed_at bigint default 0 not null");

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WorkspaceTableException cause) {
		return new FailureAnalysis("Table '" + cause.getTableName()
				+ "' for workspaces is missing, lacks a column or cannot be read. The error of the database is: "
				+ NestedExceptionUtils.getMostSpecificCause(cause).getMessage(),
				action(cause) + " The scripts are in classpath:io/provisionhook/store/jdbc "
						+ "(schema-h2.sql, schema-mariadb.sql, schema-postgresql.sql); "
						+ "'provisionhook.jdbc.table-prefix' is the start of the name of each table. "
						+ "To store workspaces elsewhere, define a WorkspaceStore bean.",
				cause);
	}

	private static String action(WorkspaceTableException cause) {
		if (cause.isColumnMissing() && cause.getTableName().endsWith("workspace")) {
			return "The table is that of an earlier release. Add what it lacks, in a migration or by hand:\n\n"
					+ ADDED_COLUMNS.stream()
						.map((column) -> "    alter table " + cause.getTableName() + " add column " + column + ";\n")
						.collect(Collectors.joining())
					+ "\nThen set 'provisionhook.jdbc.initialize-schema=always' for the other tables, or create them with the "
					+ "script for your database.";
		}
		if (cause.isScriptRun()) {
			return "The script does not change an existing table. Correct the table as in the script for your database.";
		}
		if (!cause.getMissingScripts().isEmpty()) {
			return "There is no script " + String.join(", ", cause.getMissingScripts())
					+ ". Set 'provisionhook.jdbc.schema' to your own script, or create the table as in the script for "
					+ "another database.";
		}
		return "Set 'provisionhook.jdbc.initialize-schema=always' to create the table at startup, or create it with "
				+ "the script for your database.";
	}

}
