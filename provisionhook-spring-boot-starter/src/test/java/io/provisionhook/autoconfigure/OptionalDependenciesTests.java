package io.provisionhook.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.task.TaskDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.workspace.WorkspaceProperties;
import io.provisionhook.credential.CredentialSources;
import io.provisionhook.report.RunReport;
import io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeProperties;
import io.provisionhook.workspace.InMemoryWorkspaceStore;
import io.provisionhook.workspace.LeaseExpiry;
import io.provisionhook.workspace.LeaseExpiryListener;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests of an application that has the starter and none of the optional dependencies.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class OptionalDependenciesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("management.endpoints.web.exposure.include=*",
				"provisionhook.process.templates.default.command=sh,-c,printf %s \"$REGION $TOKEN\"",
				"provisionhook.process.inherit=PATH");

	@ParameterizedTest
	@ValueSource(strings = { "io.micrometer.observation.ObservationRegistry",
			"io.micrometer.context.ContextSnapshotFactory", "io.micrometer.core.instrument.MeterRegistry",
			"org.springframework.boot.actuate.endpoint.annotation.Endpoint",
			"org.springframework.jdbc.core.simple.JdbcClient",
			"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.transaction.PlatformTransactionManager", "tools.jackson.databind.json.JsonMapper" })
	void classIsAbsent(String className) {
		assertThat(ClassUtils.isPresent(className, null)).isFalse();
	}

	@ParameterizedTest
	@MethodSource("independentClasses")
	void classNeedsNoneOfThem(String className) throws ClassNotFoundException {
		Class<?> type = Class.forName(className);
		assertThat(type.getDeclaredConstructors()).isNotNull();
		assertThat(type.getDeclaredMethods()).isNotNull();
		assertThat(type.getDeclaredFields()).isNotNull();
		assertThat(type.getAnnotations()).isNotNull();
	}

	static List<String> independentClasses() throws IOException {
		Path root = Path.of("../provisionhook-autoconfigure/target/classes");
		try (Stream<Path> files = Files.walk(root.resolve("io/provisionhook/autoconfigure"))) {
			return files.map((file) -> root.relativize(file).toString())
				.filter((file) -> file.endsWith(".class") && !file.endsWith("package-info.class"))
				.filter((file) -> !file.matches(".*/(actuate|health|metrics|observation)/.*"))
				.map((file) -> file.replace(".class", "").replace('/', '.'))
				.toList();
		}
	}

	@Test
	void applicationStartsWithoutWhatTheyAreFor() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(Registry.class)
				.hasSingleBean(WorkspaceHandler.class)
				.hasSingleBean(WorkspaceStore.class)
				.hasSingleBean(CredentialSources.class)
				.hasBean("provisionhookWorkspaceLifecycle")
				.hasBean("provisionhookLoggingWorkspaceListener")
				.hasBean("provisionhookLoggingLeaseExpiryListener");
			assertThat(Stream
				.of("provisionhookAbandonedThreadsMetrics", "provisionhookLeaseMetrics", "provisionhookRunObserver")
				.filter(context::containsBean)).isEmpty();
			assertThat(context.getBean(WorkspaceStore.class) instanceof InMemoryWorkspaceStore).isTrue();
		});
	}

	@Test
	void mutatorsAreRegisteredInOrder(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(Registry.class).names()).containsExactly("region", "token");
			assertThat(output).contains("provisionhook: 2 mutators: region, token");
		});
	}

	@Test
	void workspaceRunsAsAProcessWithTheVariablesOfTheMutators() {
		this.contextRunner.run((context) -> {
			WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
			Workspace workspace = provision(context, WorkspaceState.STOPPED);
			assertThat(new String(handler.log(workspace.id()).readAllBytes(), StandardCharsets.UTF_8))
				.isEqualTo("eu [redacted]");
			assertThat(workspace.report()).isNotNull().extracting(RunReport::warnings).asString().contains("TOKEN");
			assertThat(handler.list(WorkspaceQuery.newest(1000)).workspaces()).containsExactly(workspace);
		});
	}

	@Test
	void diagnosticContextReachesFetchAndMutator() {
		this.contextRunner.run((context) -> {
			try (MDC.MDCCloseable request = MDC.putCloseable("request", "r-1")) {
				assertThat(request).isNotNull();
				provision(context, WorkspaceState.STOPPED);
			}
			assertThat(context.getBean(Token.class).requests).containsExactly("fetch r-1", "apply r-1");
		});
	}

	@Test
	void decoratorOfTheUserIsUsed() {
		List<Thread> decorating = new CopyOnWriteArrayList<>();
		this.contextRunner.withBean(TaskDecorator.class, () -> (task) -> {
			decorating.add(Thread.currentThread());
			return task;
		}).run((context) -> {
			provision(context, WorkspaceState.STOPPED);
			assertThat(decorating).isNotEmpty();
		});
	}

	@Test
	void failedWorkspaceIsLoggedAsAWarning(CapturedOutput output) {
		this.contextRunner.withBean("failing", EnvMutator.class, () -> EnvMutator.of("failing", (context, env) -> {
			throw new IllegalStateException("no room");
		})).run((context) -> {
			Workspace workspace = provision(context, WorkspaceState.FAILED);
			assertThat(workspace.lastSampleError()).isEqualTo("provisionhook \"failing\": no room");
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.untilAsserted(() -> assertThat(output)
					.contains("Workspace '" + workspace.id() + "' (demo) failed: provisionhook \"failing\": no room"));
		});
	}

	@Test
	void expiryOfALeaseIsAnApplicationEventAndAWarning(CapturedOutput output) {
		List<Object> events = new CopyOnWriteArrayList<>();
		this.contextRunner
			.withPropertyValues("provisionhook.process.templates.default.command=sleep,600", "lifetime=300ms")
			.withBean("recording", LeaseExpiryListener.class, () -> events::add)
			.run((context) -> {
				Workspace workspace = provision(context, WorkspaceState.RUNNING);
				Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !events.isEmpty());
				assertThat(events).singleElement()
					.isInstanceOfSatisfying(LeaseExpiry.class,
							(expiry) -> assertThat(expiry.workspace()).isEqualTo(workspace));
				Awaitility.await()
					.atMost(Duration.ofSeconds(60))
					.untilAsserted(() -> assertThat(output)
						.contains("Workspace '" + workspace.id() + "' (demo) has variables that expire: TOKEN at "));
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"provisionhook.process.templates.default.comand | did you mean 'provisionhook.process.templates.default.command'?",
			"provisionhook.jdbc.table-prefix | belongs to module provisionhook-jdbc, which is not on the class path." })
	void propertyThatNothingTakesFailsTheStart(String property, String problem) {
		this.contextRunner.withPropertyValues(property + "=1")
			.run((context) -> assertThat(context).getFailure().hasMessageContaining(problem));
	}

	@Test
	void propertiesAreBound() {
		this.contextRunner
			.withPropertyValues("provisionhook.timeout=7s", "provisionhook.mutators.region.on-failure=skip",
					"provisionhook.variables.secret=*_PIN", "provisionhook.leases.notice=8s",
					"provisionhook.workspace.concurrency=3", "provisionhook.process.output-limit=1KB")
			.run((context) -> {
				ProvisionhookProperties properties = context.getBean(ProvisionhookProperties.class);
				assertThat(properties.timeout()).hasSeconds(7);
				assertThat(context.getBean(MutatorPolicies.class).policyOf("region").getOnFailure())
					.isEqualTo(MutatorPolicy.OnFailure.SKIP);
				assertThat(properties.variables().secretNames()).containsExactly("*_PIN");
				assertThat(context.getBean(LeaseProperties.class).notice()).hasSeconds(8);
				assertThat(context.getBean(WorkspaceProperties.class).concurrency()).isEqualTo(3);
				assertThat(context.getBean(ProcessRuntimeProperties.class).outputLimit())
					.isEqualTo(DataSize.ofKilobytes(1));
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"provisionhook.timeout=0s                       | must be positive",
			"provisionhook.mutators.tokne.enabled=false     | did you mean 'provisionhook.mutators.token.enabled'?",
			"provisionhook.mutators.missing.required=true   | missing" })
	void mistakeIsExplained(String property, String explanation, CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
				.run("--" + property));
		assertThat(output).contains("APPLICATION FAILED TO START").contains(explanation);
	}

	@Test
	void disabledHookLeavesWorkspacesAlone() {
		this.contextRunner.withPropertyValues("provisionhook.enabled=false").run((context) -> {
			assertThat(context.getBean(Registry.class).size()).isZero();
			provision(context, WorkspaceState.STOPPED);
		});
	}

	private static Workspace provision(ApplicationContext context, WorkspaceState expected) {
		WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
		Workspace workspace = handler.create(WorkspaceRequest.named("demo").build());
		return Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> handler.get(workspace.id()), (current) -> current.state() == expected);
	}

	/**
	 * An application with all that its class path brings.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Token.class)
	static class Application {

		@Bean
		@Order(1)
		EnvMutator region() {
			return EnvMutator.of("region", (context, env) -> env.put("REGION", "eu"));
		}

	}

	/**
	 * A mutator that fetches what expires.
	 */
	@Order(25)
	static class Token implements FetchingEnvMutator<Map<String, String>> {

		private final List<String> requests = new CopyOnWriteArrayList<>();

		private final Duration lifetime;

		Token(Environment environment) {
			this.lifetime = DurationStyle.detectAndParse(environment.getProperty("lifetime", "4m"));
		}

		@Override
		public String name() {
			return "token";
		}

		@Override
		public Map<String, String> fetch(ProvisionContext context) {
			this.requests.add("fetch " + MDC.get("request"));
			return Map.of("TOKEN", "marked-secret");
		}

		@Override
		public void apply(Map<String, String> fetched, ProvisionContext context, Env env) {
			this.requests.add("apply " + MDC.get("request"));
			fetched
				.forEach((name, value) -> env.putSecret(name, value, Lease.until(Instant.now().plus(this.lifetime))));
		}

	}

}
