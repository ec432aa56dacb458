package io.provisionhook.store.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.util.StringUtils;

/**
 * Creates the tables with a script, in which the configured prefix of their names
 * replaces the default one. The name of an index has no schema.
 */
final class WorkspaceSchemaInitializer extends DataSourceScriptDatabaseInitializer {

	private static final Pattern NAME = Pattern
		.compile("(\\bindex (?:if not exists )?)?\\b" + JdbcWorkspaceStore.DEFAULT_TABLE_PREFIX);

	private final String prefix;

	WorkspaceSchemaInitializer(DataSource dataSource, JdbcWorkspaceStoreProperties properties) {
		super(dataSource, settings(dataSource, properties));
		this.prefix = properties.tablePrefix();
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
			String indexPrefix = this.prefix.substring(this.prefix.indexOf('.') + 1);
			String statements = NAME.matcher(script.getContentAsString(StandardCharsets.UTF_8))
				.replaceAll((name) -> (name.group(1) != null) ? name.group(1) + indexPrefix : this.prefix);
			return new ByteArrayResource(statements.getBytes(StandardCharsets.UTF_8), script.getDescription());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
