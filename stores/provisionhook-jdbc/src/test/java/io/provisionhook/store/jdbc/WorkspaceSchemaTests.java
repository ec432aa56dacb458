package io.provisionhook.store.jdbc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Answers;
import org.mockito.ArgumentCaptor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.test.SampleWorkspaces;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;
import io.provisionhook.workspace.test.FakeRuntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link JdbcWorkspaceStoreAutoConfiguration}: the properties of the table.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkspaceSchemaTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
			WorkspaceHandlerAutoConfiguration.class, JdbcWorkspaceStoreAutoConfiguration.class,
			DataSourceAutoConfiguration.class);

	@TempDir
	Path directory;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withBean(WorkspaceRuntime.class, FakeRuntime::new)
		.withPropertyValues("spring.datasource.url=" + url());

	private static String url() {
		return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
	}

	@Test
	void tableIsNotCreatedIfItNeverIs() {
		this.contextRunner.withPropertyValues("provisionhook.jdbc.initialize-schema=never")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("PROVISIONHOOK_WORKSPACE")
				.hasMessageContaining("not found"));
	}

	@Test
	void storeWaitsForMigrations() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(DataSourceInitializationAutoConfiguration.class))
			.withPropertyValues("provisionhook.jdbc.initialize-schema=never",
					"spring.sql.init.schema-locations=classpath:io/provisionhook/store/jdbc/schema-h2.sql")
			.run((context) -> assertThat(TestTables.all(context.getBean(WorkspaceStore.class))).isEmpty());
	}

	@Test
	void mySqlGetsTheScriptOfMariaDb() throws SQLException {
		DataSource dataSource = mock(DataSource.class, Answers.RETURNS_DEEP_STUBS);
		Connection connection = dataSource.getConnection();
		given(connection.getMetaData().getDatabaseProductName()).willReturn("MySQL");
		given(connection.createStatement().getUpdateCount()).willReturn(-1);
		given(connection.createStatement().getMoreResults()).willReturn(false);
		given(connection.createStatement().getWarnings()).willReturn(null);
		TestTables.create(dataSource, "agents_");
		ArgumentCaptor<String> statement = ArgumentCaptor.captor();
		then(connection.createStatement()).should(times(3)).execute(statement.capture());
		assertThat(statement.getAllValues())
			.allSatisfy((sql) -> assertThat(sql).endsWith("engine = InnoDB character set utf8mb4 collate utf8mb4_bin"))
			.satisfiesExactly(
					(sql) -> assertThat(sql).startsWith("create table if not exists agents_workspace (")
						.contains("index agents_workspace_state ("),
					(sql) -> assertThat(sql).startsWith("create table if not exists agents_provisioning ("),
					(sql) -> assertThat(sql).startsWith("create table if not exists agents_instance ("));
	}

	@Test
	void tableInAFileIsCreatedOnlyIfItAlwaysIs() {
		ApplicationContextRunner file = this.contextRunner
			.withPropertyValues("spring.datasource.url=jdbc:h2:file:" + this.directory.resolve("workspaces"));
		file.run((context) -> assertThat(context).getFailure().hasRootCauseInstanceOf(SQLException.class));
		for (int start = 0; start < 2; start++) {
			int expected = start;
			file.withPropertyValues("provisionhook.jdbc.initialize-schema=always").run((context) -> {
				assertThat(TestTables.all(context.getBean(WorkspaceStore.class))).hasSize(expected);
				context.getBean(WorkspaceStore.class).insert(SampleWorkspaces.first("w" + expected));
			});
		}
	}

	@Test
	void tablesHaveTheConfiguredPrefix() {
		this.contextRunner.withPropertyValues("provisionhook.jdbc.table-prefix=Agents_2_").run((context) -> {
			context.getBean(WorkspaceStore.class).insert(SampleWorkspaces.first("w1"));
			assertThat(count(context, "select count(*) from agents_2_workspace")).isOne();
			assertThat(count(context,
					"select count(*) from information_schema.tables where table_name like 'PROVISIONHOOK%'"))
				.isZero();
		});
	}

	@Test
	void tableCanBeInASchema() {
		this.contextRunner
			.withPropertyValues("spring.datasource.url=" + url() + ";INIT=create schema if not exists platform",
					"provisionhook.jdbc.table-prefix=platform.agents_")
			.run((context) -> {
				context.getBean(WorkspaceStore.class).insert(SampleWorkspaces.first("w1"));
				assertThat(count(context, "select count(*) from platform.agents_workspace")).isOne();
			});
	}

	@Test
	void tablesOfTwoPrefixesHaveTheirOwnIndexesInOneSchema() {
		String url = url() + ";INIT=create schema if not exists platform";
		for (String prefix : List.of("platform.provisionhook_", "platform.agents_")) {
			this.contextRunner
				.withPropertyValues("spring.datasource.url=" + url, "provisionhook.jdbc.table-prefix=" + prefix)
				.run((context) -> assertThat(JdbcClient.create(context.getBean(DataSource.class))
					.sql("select index_name from information_schema.indexes where table_schema = 'PLATFORM'")
					.query(String.class)
					.list())
					.contains(prefix.substring("platform.".length()).toUpperCase(Locale.ROOT) + "WORKSPACE_STATE"));
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "a; drop table b", "a b", "a-b", "\"a\"", "a.b.c", ".a", "a.", "1a", "a'", "a\nb", "\u00e4" })
	void nameThatNeedsQuotesIsRefused(String name) {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", Map.of("provisionhook.jdbc.table-prefix", name))))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(IllegalArgumentException.class)
				.hasMessage("'" + name + "' is not a valid prefix of tables. It may have up to 40 letters, digits "
						+ "and '_', must not start with a digit, and may follow the name of a schema and a '.'"));
	}

	@Test
	void platformDecidesAboutTheScript() {
		this.contextRunner.withPropertyValues("provisionhook.jdbc.platform=postgresql")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("schema-postgresql.sql")
				.hasStackTraceContaining("collate"));
	}

	@Test
	void platformWithoutScriptLeavesTheTableToOthers() {
		this.contextRunner.withPropertyValues("provisionhook.jdbc.platform=oracle")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Table 'provisionhook_workspace' is missing or lacks a column"));
	}

	@Test
	void scriptOfTheUserIsRun() throws Exception {
		Path script = this.directory.resolve("own-h2.sql");
		Files.writeString(script, "create table provisionhook_workspace as select 1 as id;");
		this.contextRunner
			.withPropertyValues("provisionhook.jdbc.schema=file:" + this.directory + "/own-@@platform@@.sql",
					"provisionhook.jdbc.table-prefix=agents_")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Table 'agents_workspace' is missing or lacks a column")
				.hasStackTraceContaining("Column \"NAME\" not found"));
	}

	@Test
	void missingScriptOfTheUserFailsTheStart() {
		this.contextRunner.withPropertyValues("provisionhook.jdbc.schema=classpath:own.sql")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("No schema scripts found at location 'classpath:own.sql'"));
	}

	@Test
	void missingTableIsExplained(CapturedOutput output) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class).properties(
				"spring.datasource.url=" + url(), "provisionhook.jdbc.initialize-schema=never",
				"provisionhook.jdbc.table-prefix=agents_");
		assertThatThrownBy(application::run).hasStackTraceContaining("agents_workspace");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(
					"Table 'agents_workspace' for workspaces is missing, lacks a column or cannot be read. The error of the "
							+ "database is: Table \"AGENTS_WORKSPACE\" not found")
			.contains("Set 'provisionhook.jdbc.initialize-schema=always' to create the table at startup, or create it "
					+ "with the script for your database. The scripts are in classpath:io/provisionhook/store/jdbc");
	}

	private static int count(ApplicationContext context, String query) {
		return JdbcClient.create(context.getBean(DataSource.class)).sql(query).query(Integer.class).single();
	}

	@ImportAutoConfiguration({ ProvisionhookAutoConfiguration.class, WorkspaceHandlerAutoConfiguration.class,
			JdbcWorkspaceStoreAutoConfiguration.class, DataSourceAutoConfiguration.class })
	static class Application {

		@Bean
		FakeRuntime runtime() {
			return new FakeRuntime();
		}

	}

}
