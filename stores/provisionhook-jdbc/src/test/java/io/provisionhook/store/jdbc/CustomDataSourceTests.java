package io.provisionhook.store.jdbc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a store with another {@link DataSource} than the default one of the
 * application.
 */
class CustomDataSourceTests {

	private static final Path SOURCE = Path.of("src/test/java/io/provisionhook/store/jdbc/CustomDataSourceTests.java");

	private static final Path DOCUMENTATION = Path.of("../../docs/store.md");

	@Test
	void storeWaitsForMigrations() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcWorkspaceStoreAutoConfiguration.class))
			.withUserConfiguration(CustomStore.class)
			.run((context) -> {
				assertThat(context.getBeanFactory().getDependenciesForBean("workspaceStore")).contains("migration");
				assertThat(TestTables.all(context.getBean(JdbcWorkspaceStore.class))).isEmpty();
			});
	}

	@Test
	void storeIsAsDocumented() throws Exception {
		String source = Files.readString(SOURCE);
		int start = source.indexOf("\t\t@Bean");
		String example = source.substring(start, source.indexOf("\n\n", start)).stripIndent().replace("\t", "    ");
		assertThat(DOCUMENTATION).content().contains("```java\n" + example + "\n```");
	}

	@Configuration(proxyBeanMethods = false)
	static class CustomStore {

		@Bean
		@DependsOnDatabaseInitialization
		JdbcWorkspaceStore workspaceStore(@Qualifier("platform") DataSource dataSource) {
			return new JdbcWorkspaceStore(dataSource, JdbcWorkspaceStore.DEFAULT_TABLE_PREFIX);
		}

		@Bean(defaultCandidate = false)
		@Qualifier("platform")
		DriverManagerDataSource platformDataSource() {
			return new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		}

		@Bean
		DataSourceScriptDatabaseInitializer migration(@Qualifier("platform") DataSource dataSource) {
			DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
			settings.setSchemaLocations(List.of("classpath:io/provisionhook/store/jdbc/schema-h2.sql"));
			return new DataSourceScriptDatabaseInitializer(dataSource, settings);
		}

	}

}
