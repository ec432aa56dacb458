package io.provisionhook.store.jdbc;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

/**
 * Settings of the store of workspaces in a relational database.
 *
 * @param initializeSchema Database schema initialization mode. An H2 database in a file
 * is not an embedded one.
 * @param platform Platform to use in initialization scripts if the @@platform@@
 * placeholder is used. Auto-detected by default.
 * @param schema Path to the SQL file to use to initialize the database schema.
 * @param tableName Name of the table, optionally qualified with the name of a schema. It
 * must not be a reserved word of the database.
 */
@ConfigurationProperties("provisionhook.jdbc")
record JdbcWorkspaceStoreProperties(@DefaultValue("embedded") DatabaseInitializationMode initializeSchema,
		@Nullable String platform,
		@DefaultValue("optional:classpath:io/provisionhook/store/jdbc/schema-@@platform@@.sql") String schema,
		@DefaultValue(JdbcWorkspaceStore.DEFAULT_TABLE_NAME) String tableName) {

	/**
	 * Create the settings.
	 * @throws IllegalArgumentException if the name of the table has other characters than
	 * letters, digits and underscores
	 */
	JdbcWorkspaceStoreProperties {
		WorkspaceTable.requireValidName(tableName);
	}

}
