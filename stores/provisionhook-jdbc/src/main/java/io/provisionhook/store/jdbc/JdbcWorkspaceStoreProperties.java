package io.provisionhook.store.jdbc;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

/**
 * Settings of the store that keeps workspaces in a relational database.
 *
 * @param initializeSchema Whether the table is created if it is not there; a file of H2
 * does not count as embedded.
 * @param platform Platform whose script creates the table; detected unless set.
 * @param schema Script that creates the table, in which "@@platform@@" stands for the
 * platform.
 * @param tableName Name of the table, which may be qualified with a schema's; no reserved
 * word of the database.
 * @since 0.1.0
 */
@ConfigurationProperties("provisionhook.jdbc")
public record JdbcWorkspaceStoreProperties(@DefaultValue("embedded") DatabaseInitializationMode initializeSchema,
		@Nullable String platform,
		@DefaultValue("optional:classpath:io/provisionhook/store/jdbc/schema-@@platform@@.sql") String schema,
		@DefaultValue(JdbcWorkspaceStore.DEFAULT_TABLE_NAME) String tableName) {

	/**
	 * Create the settings.
	 * @throws IllegalArgumentException if the name of the table has other characters than
	 * letters, digits and underscores
	 */
	public JdbcWorkspaceStoreProperties {
		TableNames.requireValid(tableName);
	}

}
