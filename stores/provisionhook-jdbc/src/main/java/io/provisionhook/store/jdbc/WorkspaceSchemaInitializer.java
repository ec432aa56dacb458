package io.provisionhook.store.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.util.StringUtils;

/**
 * Creates the table with a script, in which the configured name of the table replaces the
 * default one.
 */
final class WorkspaceSchemaInitializer extends DataSourceScriptDatabaseInitializer {

	private final String tableName;

	WorkspaceSchemaInitializer(DataSource dataSource, JdbcWorkspaceStoreProperties properties) {
		super(dataSource, settings(dataSource, properties));
		this.tableName = properties.tableName();
	}

	private static DatabaseInitializationSettings settings(DataSource dataSource,
			JdbcWorkspaceStoreProperties properties) {
		DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
		settings.setSchemaLocations(locations(dataSource, properties));
		settings.setMode(properties.initializeSchema());
		settings.setEncoding(StandardCharsets.UTF_8);
		return settings;
	}

	static List<String> locations(DataSource dataSource, JdbcWorkspaceStoreProperties properties) {
		PlatformPlaceholderDatabaseDriverResolver resolver = new PlatformPlaceholderDatabaseDriverResolver()
			.withDriverPlatform(DatabaseDriver.MYSQL, "mariadb");
		return StringUtils.hasText(properties.platform())
				? resolver.resolveAll(properties.platform(), properties.schema())
				: resolver.resolveAll(dataSource, properties.schema());
	}

	@Override
	protected void runScripts(Scripts scripts) {
		List<Resource> named = new ArrayList<>();
		scripts.forEach((script) -> named.add(named(script)));
		super.runScripts(new Scripts(named).encoding(StandardCharsets.UTF_8)
			.separator(scripts.getSeparator())
			.continueOnError(scripts.isContinueOnError()));
	}

	private Resource named(Resource script) {
		try {
			String statements = script.getContentAsString(StandardCharsets.UTF_8)
				.replaceAll("\\b" + JdbcWorkspaceStore.DEFAULT_TABLE_NAME + "\\b", this.tableName);
			return new ByteArrayResource(statements.getBytes(StandardCharsets.UTF_8), script.getDescription());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
