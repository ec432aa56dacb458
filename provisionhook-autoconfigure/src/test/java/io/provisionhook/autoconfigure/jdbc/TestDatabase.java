package io.provisionhook.autoconfigure.jdbc;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * A database that a test has for itself.
 */
abstract class TestDatabase {

	static final String USER = "store";

	static final String PASSWORD = "marked-password-of-the-database";

	abstract String url();

	/**
	 * Return the URL of a database of this kind that is not there.
	 * @param port a port that nobody listens on
	 * @return the URL
	 */
	abstract String urlOfNobody(int port);

	/**
	 * Return where the database keeps its files.
	 * @return the directory, or {@code null} if it has none
	 */
	abstract @Nullable Path files();

	/**
	 * Close the database, so that all of it is in its files.
	 */
	void stop() {
	}

	/**
	 * Open the database again.
	 */
	void start() {
	}

	HikariDataSource connect() {
		return connect((config) -> {
		});
	}

	HikariDataSource connect(Consumer<HikariConfig> customizer) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url());
		config.setUsername(USER);
		config.setPassword(PASSWORD);
		config.setMaximumPoolSize(20);
		config.setMinimumIdle(0);
		config.setInitializationFailTimeout(-1);
		customizer.accept(config);
		return new HikariDataSource(config);
	}

	static String newTable(DataSource dataSource) {
		String name = "ws_" + UUID.randomUUID().toString().replace('-', '_');
		createTable(dataSource, name);
		return name;
	}

	static void createTable(DataSource dataSource, String name) {
		WorkspaceSchemaInitializer initializer = new WorkspaceSchemaInitializer(dataSource,
				properties(Map.of("initialize-schema", "always", "table-name", name)));
		initializer.setResourceLoader(new DefaultResourceLoader());
		initializer.initializeDatabase();
	}

	private static JdbcWorkspaceStoreProperties properties(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties))
			.bind("", Bindable.of(JdbcWorkspaceStoreProperties.class))
			.get();
	}

}
