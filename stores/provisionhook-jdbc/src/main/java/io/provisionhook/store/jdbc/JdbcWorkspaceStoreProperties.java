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
 * @param tablePrefix Start of the names of the tables, optionally qualified with the name
 * of a schema.
 */
@ConfigurationProperties("provisionhook.jdbc")
record JdbcWorkspaceStoreProperties(@DefaultValue("embedded") DatabaseInitializationMode initializeSchema,
		@Nullable String platform,
		@DefaultValue("optional:classpath:io/provisionhook/store/jdbc/schema-@@platform@@.sql") String schema,
		@DefaultValue(JdbcWorkspaceStore.DEFAULT_TABLE_PREFIX) String tablePrefix) {

	/**
	 * Create the settings.
	 * @throws IllegalArgumentException if the prefix has other characters than letters,
	 * digits and underscores
	 */
	JdbcWorkspaceStoreProperties {
		WorkspaceTable.requireValidPrefix(tablePrefix);
	}

}
