package io.provisionhook.store.jdbc;

import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;
import io.provisionhook.workspace.test.FakeRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceTableFailureAnalyzer}.
 */
class WorkspaceTableFailureAnalyzerTests {

	@Test
	void missingTableCanBeCreatedAtTheStart() {
		assertThat(analyze("initialize-schema=never").getAction())
			.startsWith("Set 'provisionhook.jdbc.initialize-schema=always' to create the table at startup, or create "
					+ "it with the script for your database. The scripts are in ");
	}

	@Test
	void databaseWithoutScriptNeedsOneOfTheUser() {
		assertThat(analyze("initialize-schema=always", "platform=sqlserver").getAction())
			.startsWith("There is no script optional:classpath:io/provisionhook/store/jdbc/schema-sqlserver.sql. "
					+ "Set 'provisionhook.jdbc.schema' to your own script, or create the table as in the script for "
					+ "another database. ");
	}

	@Test
	void tableWithoutColumnIsToBeCorrected() {
		FailureAnalysis analysis = analyze("initialize-schema=always", "table-prefix=old_");
		assertThat(analysis.getDescription()).startsWith(
				"Table 'old_workspace' for workspaces is missing, lacks a column or cannot be read. The error of the "
						+ "database is: Column \"NAME\" not found");
		assertThat(analysis.getAction()).startsWith("""
				The table is that of an earlier release. Add what it lacks, in a migration or by hand:

				    alter table old_workspace add column owner varchar(255);
				""");
	}

	private static FailureAnalysis analyze(String... properties) {
		AtomicReference<FailureAnalysis> analysis = new AtomicReference<>();
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ProvisionhookAutoConfiguration.class, WorkspaceHandlerAutoConfiguration.class,
							JdbcWorkspaceStoreAutoConfiguration.class, DataSourceAutoConfiguration.class))
			.withBean(WorkspaceRuntime.class, FakeRuntime::new)
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID()
					+ ";INIT=create table if not exists old_workspace (id varchar(255))")
			.withPropertyValues(
					Stream.of(properties).map((property) -> "provisionhook.jdbc." + property).toArray(String[]::new))
			.run((context) -> {
				assertThat(context).hasFailed();
				Throwable failure = Objects.requireNonNull(context.getStartupFailure());
				analysis.set(Objects.requireNonNull(new WorkspaceTableFailureAnalyzer().analyze(failure)));
			});
		return analysis.get();
	}

}
