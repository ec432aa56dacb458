package io.provisionhook.store.jdbc;

import java.util.List;

/**
 * The table of workspaces is missing, or is not as it should be.
 */
final class WorkspaceTableException extends RuntimeException {

	private final String tableName;

	private final boolean scriptRun;

	private final List<String> missingScripts;

	WorkspaceTableException(String tableName, boolean scriptRun, List<String> missingScripts, Throwable cause) {
		super("Table '" + tableName + "' is missing or lacks a column", cause);
		this.tableName = tableName;
		this.scriptRun = scriptRun;
		this.missingScripts = missingScripts;
	}

	String getTableName() {
		return this.tableName;
	}

	/**
	 * Return whether a script has been run that creates the table if it is not there.
	 * @return whether it has
	 */
	boolean isScriptRun() {
		return this.scriptRun;
	}

	/**
	 * Return where there is no script that should have been run.
	 * @return locations, none if no script was asked for
	 */
	List<String> getMissingScripts() {
		return this.missingScripts;
	}

}
