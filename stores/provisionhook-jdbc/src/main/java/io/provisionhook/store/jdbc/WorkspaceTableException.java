package io.provisionhook.store.jdbc;

import java.util.List;

/**
 * The table of workspaces is missing or invalid.
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
