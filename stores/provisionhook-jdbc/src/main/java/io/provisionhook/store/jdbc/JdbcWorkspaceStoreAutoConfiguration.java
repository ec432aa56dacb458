package io.provisionhook.store.jdbc;

import java.util.List;

import javax.sql.DataSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ScriptException;

import io.provisionhook.workspace.WorkspaceStore;

/**
 * Auto-configuration for a {@link JdbcWorkspaceStore} in the database of the application.
 * The store is lazy, so that an application without workspaces needs no table.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = DataSourceAutoConfiguration.class,
		beforeName = "io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration")
@ConditionalOnSingleCandidate(DataSource.class)
@EnableConfigurationProperties(JdbcWorkspaceStoreProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class JdbcWorkspaceStoreAutoConfiguration {

	@Bean
	@Lazy
	@DependsOnDatabaseInitialization
	@ConditionalOnMissingBean(WorkspaceStore.class)
	JdbcWorkspaceStore provisionhookWorkspaceStore(DataSource dataSource, JdbcWorkspaceStoreProperties properties,
			ResourceLoader resourceLoader, ObjectProvider<JdbcTemplate> jdbc) {
		JdbcTemplate template = jdbc.getIfUnique();
		JdbcWorkspaceStore store = new JdbcWorkspaceStore(dataSource, properties.tablePrefix(),
				(template != null) ? template.getQueryTimeout() : JdbcWorkspaceStore.DRIVER_TIMEOUT);
		boolean scriptRun = properties.initializeSchema() != DatabaseInitializationMode.NEVER;
		try {
			scriptRun = initializeSchema(dataSource, properties, resourceLoader);
		}
		catch (ScriptException ex) {
			requireColumns(store, dataSource, properties);
			throw ex;
		}
		requireTables(store, scriptRun, dataSource, properties);
		return store;
	}

	// A script fails at an index if the table of an earlier release lacks its column
	private static void requireColumns(JdbcWorkspaceStore store, DataSource dataSource,
			JdbcWorkspaceStoreProperties properties) {
		try {
			requireTables(store, true, dataSource, properties);
		}
		catch (WorkspaceTableException ex) {
			if (ex.isColumnMissing()) {
				throw ex;
			}
		}
	}

	private static void requireTables(JdbcWorkspaceStore store, boolean scriptRun, DataSource dataSource,
			JdbcWorkspaceStoreProperties properties) {
		store.requireTables((table, ex) -> new WorkspaceTableException(table, scriptRun,
				scriptRun ? List.of() : missingScripts(dataSource, properties), ex));
	}

	private static boolean initializeSchema(DataSource dataSource, JdbcWorkspaceStoreProperties properties,
			ResourceLoader resourceLoader) {
		if (properties.initializeSchema() == DatabaseInitializationMode.NEVER) {
			return false;
		}
		WorkspaceSchemaInitializer initializer = new WorkspaceSchemaInitializer(dataSource, properties);
		initializer.setResourceLoader(resourceLoader);
		return initializer.initializeDatabase();
	}

	private static List<String> missingScripts(DataSource dataSource, JdbcWorkspaceStoreProperties properties) {
		return (properties.initializeSchema() == DatabaseInitializationMode.ALWAYS)
				? WorkspaceSchemaInitializer.locations(dataSource, properties) : List.of();
	}

}
