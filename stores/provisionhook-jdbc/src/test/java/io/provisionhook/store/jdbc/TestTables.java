package io.provisionhook.store.jdbc;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import javax.sql.DataSource;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.DefaultResourceLoader;

import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceStore;

/**
 * Creates tables with the scripts for users.
 */
final class TestTables {

	private TestTables() {
	}

	static String create(DataSource dataSource) {
		String prefix = "ws_" + UUID.randomUUID().toString().replace("-", "") + "_";
		create(dataSource, prefix);
		return prefix;
	}

	static void create(DataSource dataSource, String prefix) {
		WorkspaceSchemaInitializer initializer = new WorkspaceSchemaInitializer(dataSource,
				properties(Map.of("initialize-schema", "always", "table-prefix", prefix)));
		initializer.setResourceLoader(new DefaultResourceLoader());
		initializer.initializeDatabase();
	}

	private static JdbcWorkspaceStoreProperties properties(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties))
			.bind("", Bindable.of(JdbcWorkspaceStoreProperties.class))
			.get();
	}

	static List<Workspace> all(WorkspaceStore store) {
		return store.find(WorkspaceQuery.newest(2000));
	}

}
