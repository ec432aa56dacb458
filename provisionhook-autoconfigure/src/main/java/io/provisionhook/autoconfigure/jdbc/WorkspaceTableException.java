package io.provisionhook.autoconfigure.jdbc;

/**
 * The table of workspaces is missing, or is not as it should be.
 */
final class WorkspaceTableException extends RuntimeException {

	private final String tableName;

	WorkspaceTableException(String tableName, Throwable cause) {
		super("Table '" + tableName + "' is missing or lacks a column", cause);
		this.tableName = tableName;
	}

	String getTableName() {
		return this.tableName;
	}

}
