package io.provisionhook.store.jdbc;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.workspace.InMemoryWorkspaceStore;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;
import io.provisionhook.workspace.test.FakeRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdbcWorkspaceStoreAutoConfiguration}.
 */
class JdbcWorkspaceStoreAutoConfigurationTests {

	private final ApplicationContextRunner withoutDataSource = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				WorkspaceHandlerAutoConfiguration.class, JdbcWorkspaceStoreAutoConfiguration.class))
		.withBean(WorkspaceRuntime.class, FakeRuntime::new);

	private final ApplicationContextRunner contextRunner = this.withoutDataSource
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=" + url());

	@Test
	void handlerKeepsItsWorkspacesInTheDatabase() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(WorkspaceStore.class).hasSingleBean(JdbcWorkspaceStore.class);
			runWorkspace(context);
			assertThat(rows(context, "provisionhook_workspace")).isOne();
		});
	}

	@Test
	void autoConfigurationWorksBesideTheRestOfJdbc() {
		this.contextRunner
			.withConfiguration(
					AutoConfigurations.of(JdbcTemplateAutoConfiguration.class, JdbcClientAutoConfiguration.class,
							DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class))
			.run((context) -> assertThat(TestTables.all(context.getBean(WorkspaceStore.class))).isEmpty());
	}

	@Test
	void autoConfigurationWaitsAsLongForTheDatabaseAsTheJdbcTemplate() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(JdbcTemplateAutoConfiguration.class))
			.withPropertyValues("spring.jdbc.template.query-timeout=7s", "spring.datasource.hikari.maximum-pool-size=1")
			.run((context) -> {
				TestTables.all(context.getBean(WorkspaceStore.class));
				try (Connection connection = context.getBean(DataSource.class).getConnection();
						Statement statement = connection.createStatement()) {
					// H2 keeps the last one for all statements of a connection
					assertThat(statement.getQueryTimeout()).isEqualTo(7);
				}
			});
	}

	@Test
	void autoConfigurationBacksOffForStoreOfTheUser() {
		WorkspaceStore own = new InMemoryWorkspaceStore();
		this.contextRunner.withBean(WorkspaceStore.class, () -> own).run((context) -> {
			assertThat(context).getBean(WorkspaceStore.class).isSameAs(own);
			runWorkspace(context);
			assertThat(TestTables.all(own)).hasSize(1);
		});
	}

	@Test
	void autoConfigurationBacksOffWithoutDataSource() {
		this.withoutDataSource.run(JdbcWorkspaceStoreAutoConfigurationTests::requireMemory);
	}

	@Test
	void autoConfigurationBacksOffIfThereAreTwoDataSources() {
		this.withoutDataSource.withBean("a", DataSource.class, () -> new DriverManagerDataSource(url()))
			.withBean("b", DataSource.class, () -> new DriverManagerDataSource(url()))
			.run(JdbcWorkspaceStoreAutoConfigurationTests::requireMemory);
	}

	@Test
	void autoConfigurationTakesThePrimaryOneOfTwoDataSources() {
		DataSource primary = new DriverManagerDataSource(url());
		this.withoutDataSource
			.withBean("a", DataSource.class, () -> primary, (definition) -> definition.setPrimary(true))
			.withBean("b", DataSource.class, () -> new DriverManagerDataSource("jdbc:none"))
			.run((context) -> {
				runWorkspace(context);
				assertThat(rows(context, "provisionhook_workspace")).isOne();
			});
	}

	@Test
	void autoConfigurationLeavesADataSourceThatIsNoDefaultCandidateToOthers() {
		this.contextRunner
			.withBean("other", DataSource.class, () -> new DriverManagerDataSource("jdbc:none"),
					(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))
			.run((context) -> {
				assertThat(context.getBeansOfType(DataSource.class)).hasSize(2);
				assertThat(context).hasSingleBean(WorkspaceStore.class).hasSingleBean(JdbcWorkspaceStore.class);
				assertThat(TestTables.all(context.getBean(WorkspaceStore.class))).isEmpty();
			});
	}

	@Test
	void autoConfigurationNeedsNoTableIfThereAreNoWorkspaces() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
					WorkspaceHandlerAutoConfiguration.class, JdbcWorkspaceStoreAutoConfiguration.class,
					DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class))
			.withPropertyValues("spring.datasource.url=" + url(), "provisionhook.jdbc.initialize-schema=never")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static void runWorkspace(AssertableApplicationContext context) {
		WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
		String id = handler.create(WorkspaceRequest.named("demo").build()).id();
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> handler.get(id).state() == WorkspaceState.RUNNING);
	}

	private static void requireMemory(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed()
			.hasSingleBean(WorkspaceStore.class)
			.hasSingleBean(InMemoryWorkspaceStore.class);
	}

	private static int rows(AssertableApplicationContext context, String table) {
		return JdbcClient.create(context.getBean(DataSource.class))
			.sql("select count(*) from " + table)
			.query(Integer.class)
			.single();
	}

	private static String url() {
		return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
	}

}
