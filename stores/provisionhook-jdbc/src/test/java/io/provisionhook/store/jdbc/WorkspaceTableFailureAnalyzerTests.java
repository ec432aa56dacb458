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
	void tableThatNobodyCreatesCanBeCreatedAtTheStart() {
		assertThat(analyze("initialize-schema=never").getAction())
			.startsWith("Set 'provisionhook.jdbc.initialize-schema=always' to have the table created, or create it "
					+ "with the script of your database. The scripts are in ");
	}

	@Test
	void databaseWithoutScriptNeedsOneOfTheUser() {
		assertThat(analyze("initialize-schema=always", "platform=sqlserver").getAction())
			.startsWith("There is no script optional:classpath:io/provisionhook/store/jdbc/schema-sqlserver.sql: "
					+ "create the table by the example of another database's script, or set "
					+ "'provisionhook.jdbc.schema' to a script of yours. ");
	}

	@Test
	void tableThatIsNotAsTheScriptHasItIsToBeCorrected() {
		FailureAnalysis analysis = analyze("initialize-schema=always", "table-name=old");
		assertThat(analysis.getDescription())
			.startsWith("Workspaces are kept in table 'old' of the database, which is missing, lacks a column or may "
					+ "not be read. The database says: Column \"NAME\" not found");
		assertThat(analysis.getAction()).startsWith("The script that creates the table has been run and leaves one "
				+ "that is there as it is: correct the table by the script of your database. ");
	}

	@Test
	void reservedWordIsNoNameOfATable() {
		FailureAnalysis analysis = analyze("initialize-schema=never", "table-name=order");
		assertThat(analysis.getDescription()).contains("table 'order'", "Syntax error in SQL statement");
		assertThat(analysis.getAction())
			.contains("'provisionhook.jdbc.table-name' names the table, and must be no reserved word of the database.");
	}

	private static FailureAnalysis analyze(String... properties) {
		AtomicReference<FailureAnalysis> analysis = new AtomicReference<>();
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ProvisionhookAutoConfiguration.class, WorkspaceHandlerAutoConfiguration.class,
							JdbcWorkspaceStoreAutoConfiguration.class, DataSourceAutoConfiguration.class))
			.withBean(WorkspaceRuntime.class, FakeRuntime::new)
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID()
					+ ";INIT=create table if not exists old (id varchar(255))")
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
