package io.provisionhook.autoconfigure;

import java.util.HashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import io.provisionhook.Env;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunExecutors}.
 */
class RunExecutorsTests {

	private final ThreadNames names = new ThreadNames();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class))
		.withBean(ThreadNames.class, () -> this.names);

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void registryFetchesOnVirtualThreadsAndMutatesOnPlatformThreadsOfTheRegistry() {
		this.contextRunner.run((context) -> {
			run(context);
			assertThat(this.names.fetch).startsWith("VirtualThread").contains("provisionhook-fetch-");
			assertThat(this.names.mutator).contains("provisionhook-run-");
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void registryFetchesOnPlatformThreadsIfVirtualOnesAreNotWanted() {
		this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=false").run((context) -> {
			run(context);
			assertThat(this.names.fetch).contains("provisionhook-run-");
		});
	}

	@Test
	@DisabledForJreRange(min = JRE.JAVA_21)
	void registryFetchesOnThreadsOfTheRegistryIfThereAreNoVirtualOnes() {
		this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			run(context);
			assertThat(this.names.fetch).contains("provisionhook-run-");
			assertThat(this.names.mutator).contains("provisionhook-run-");
		});
	}

	@Test
	void registryUsesExecutorsOfTheUserByBeanName() {
		this.contextRunner.withBean("provisionhookExecutor", TaskExecutor.class, () -> pool("own-run-"))
			.withBean("provisionhookFetchExecutor", TaskExecutor.class, () -> pool("own-fetch-"))
			.run((context) -> {
				run(context);
				assertThat(this.names.mutator).contains("own-run-1");
				assertThat(this.names.fetch).contains("own-fetch-1");
			});
	}

	@Test
	void registryUsesExecutorsOfTheUserByQualifierEvenIfNotDefaultCandidates() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.withUserConfiguration(QualifiedExecutors.class)
			.run((context) -> {
				run(context);
				assertThat(this.names.mutator).contains("qualified-run");
				assertThat(this.names.fetch).contains("qualified-fetch");
				assertThat(context).hasBean("applicationTaskExecutor");
			});
	}

	@Test
	void registryLeavesOtherExecutorsAloneAndAddsNone() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.run((context) -> {
				run(context);
				assertThat(context).getBeanNames(Executor.class).containsExactly("applicationTaskExecutor");
				assertThat(this.names.mutator).contains("provisionhook-run-");
				assertThat(this.names.fetch).contains("provisionhook-");
			});
	}

	@Test
	void threadsDoNotKeepTheJvmFromEnding() {
		this.contextRunner.run((context) -> {
			run(context);
			assertThat(this.names.daemons).isTrue();
		});
	}

	private static ThreadPoolTaskExecutor pool(String prefix) {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setThreadNamePrefix(prefix);
		return executor;
	}

	private static void run(ApplicationContext context) {
		context.getBean(Registry.class).run(MutatorConfigurations.context(), new HashMap<>());
	}

	/**
	 * Remembers on which threads it is called.
	 */
	static final class ThreadNames implements FetchingEnvMutator<String> {

		private String fetch = "";

		private String mutator = "";

		private boolean daemons;

		@Override
		public String name() {
			return "thread-names";
		}

		@Override
		public String fetch(ProvisionContext context) {
			this.fetch = Thread.currentThread().toString();
			this.daemons = Thread.currentThread().isDaemon();
			return "";
		}

		@Override
		public void apply(String fetched, ProvisionContext context, Env env) {
			this.mutator = Thread.currentThread().toString();
			this.daemons &= Thread.currentThread().isDaemon();
		}

	}

	/**
	 * Executors under other names that are no candidates for injection by type.
	 */
	@Configuration(proxyBeanMethods = false)
	static class QualifiedExecutors {

		@Bean(defaultCandidate = false)
		@Qualifier("provisionhookExecutor")
		ExecutorService ownRunExecutor() {
			return Executors.newSingleThreadExecutor((task) -> new Thread(task, "qualified-run"));
		}

		@Bean(defaultCandidate = false)
		@Qualifier("provisionhookFetchExecutor")
		ExecutorService ownFetchExecutor() {
			return Executors.newSingleThreadExecutor((task) -> new Thread(task, "qualified-fetch"));
		}

	}

}
