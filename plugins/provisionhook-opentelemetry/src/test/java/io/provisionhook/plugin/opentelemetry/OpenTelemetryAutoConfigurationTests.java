package io.provisionhook.plugin.opentelemetry;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.micrometer.tracing.ScopedSpan;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;

import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.plugin.opentelemetry.OpenTelemetryProperties.Protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link OpenTelemetryAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class OpenTelemetryAutoConfigurationTests {

	private static final String PREFIX = "provisionhook.opentelemetry.";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ProvisionhookAutoConfiguration.class, OpenTelemetryAutoConfiguration.class));

	private final ApplicationContextRunner enabledRunner = this.contextRunner
		.withPropertyValues(PREFIX + "enabled=true");

	@Test
	void mutatorIsThereIfEnabled() {
		this.enabledRunner.run((context) -> assertThat(context).hasSingleBean(OpenTelemetryMutator.class)
			.getBean(Registry.class)
			.satisfies((registry) -> assertThat(registry.names()).containsExactly("opentelemetry")));
	}

	@Test
	void autoConfigurationBacksOffUnlessEnabled() {
		this.contextRunner.withPropertyValues(PREFIX + "endpoint=nonsense")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(EnvMutator.class)
				.doesNotHaveBean(CurrentTrace.class)
				.doesNotHaveBean(OpenTelemetryProperties.class));
		this.contextRunner.withPropertyValues(PREFIX + "enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(EnvMutator.class));
	}

	@Test
	void autoConfigurationBacksOffForBeanOfTheUser() {
		EnvMutator own = EnvMutator.of("opentelemetry", (context, env) -> {
		});
		this.enabledRunner.withBean("provisionhookOpenTelemetryMutator", EnvMutator.class, () -> own)
			.run((context) -> assertThat(context).getBean(EnvMutator.class).isSameAs(own));
	}

	@Test
	void autoConfigurationWorksWithoutMicrometerTracing() {
		this.enabledRunner.withClassLoader(new FilteredClassLoader("io.micrometer.tracing"))
			.run((context) -> assertThat(environmentOf(context.getBean(Registry.class)))
				.containsOnlyKeys("OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES"));
	}

	@Test
	void autoConfigurationWorksWithoutTracer() {
		this.enabledRunner.run((context) -> assertThat(environmentOf(context.getBean(Registry.class)))
			.containsOnlyKeys("OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES"));
	}

	@Test
	void workspaceContinuesTraceOfTheHost() {
		UnaryOperator<Runnable> keepsTrace = (task) -> Context.current().wrap(task);
		try (TracingHost host = TracingHost.withW3c()) {
			this.enabledRunner.withBean(Tracer.class, host::tracer)
				.withBean(Propagator.class, host::propagator)
				.withBean(TaskDecorator.class, () -> keepsTrace::apply)
				.run((context) -> {
					ScopedSpan span = host.tracer().startScopedSpan("provisioning");
					Map<String, String> env = environmentOf(context.getBean(Registry.class));
					span.end();
					assertThat(env).hasEntrySatisfying("TRACEPARENT", (traceparent) -> assertThat(traceparent)
						.startsWith("00-" + span.context().traceId() + "-" + span.context().spanId()));
				});
		}
	}

	@Test
	void autoConfigurationBindsProperties() {
		this.enabledRunner
			.withPropertyValues(PREFIX + "service-name=agent",
					PREFIX + "resource-attributes.deployment.environment.name=test", PREFIX + "endpoint=http://a:4318",
					PREFIX + "protocol=http/protobuf", PREFIX + "headers.x-api-key=k3y",
					PREFIX + "variables.OTEL_LOG_LEVEL=debug", PREFIX + "order=7")
			.run((context) -> assertThat(context).getBean(OpenTelemetryProperties.class)
				.isEqualTo(new OpenTelemetryProperties(true, "agent", Map.of("deployment.environment.name", "test"),
						"http://a:4318", Protocol.HTTP_PROTOBUF, Map.of("x-api-key", "k3y"),
						Map.of("OTEL_LOG_LEVEL", "debug"), 7)));
	}

	@ParameterizedTest
	@CsvSource({ "grpc, GRPC", "http/protobuf, HTTP_PROTOBUF", "http/json, HTTP_JSON" })
	void autoConfigurationBindsProtocolAsOpenTelemetryWritesIt(String value, Protocol protocol) {
		assertThat(protocol.value()).isEqualTo(value);
		this.enabledRunner.withPropertyValues(PREFIX + "protocol=" + value)
			.run((context) -> assertThat(context.getBean(OpenTelemetryProperties.class).protocol())
				.isEqualTo(protocol));
	}

	@ParameterizedTest
	@CsvSource({ "order=7, 7", "service-name=x, 400" })
	void orderIsThatOfTheProperty(String property, int order) {
		this.enabledRunner.withPropertyValues(PREFIX + property)
			.run((context) -> assertThat(context.getBean(OpenTelemetryMutator.class).getOrder()).isEqualTo(order));
	}

	@Test
	void headersThatAreTakenForTheSameFailTheStart() {
		this.enabledRunner
			.withPropertyValues(PREFIX + "endpoint=http://a", PREFIX + "headers.X-Api-Key=a",
					PREFIX + "headers.x-api-key=b")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property 'provisionhook.opentelemetry.headers.x-api-key':"
						+ " the keys 'X-Api-Key' and 'x-api-key' are taken for the same"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resource-attributes.a b", "headers.x y", "variables.OTEL_A b" })
	void keyThatLosesCharactersFailsTheStart(String property) {
		this.enabledRunner.withPropertyValues(PREFIX + "endpoint=http://a", PREFIX + property + "=x")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageStartingWith("Configuration property 'provisionhook.opentelemetry." + property
						+ "': the key has a character that is lost"));
	}

	@Test
	void variableThatRulesOfTheHostProtectFailsTheStart() {
		this.enabledRunner
			.withPropertyValues(PREFIX + "variables.OTEL_LOG_LEVEL=debug",
					"provisionhook.variables.protected=OTEL_LOG_*")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(
						"Configuration property 'provisionhook.opentelemetry.variables.OTEL_LOG_LEVEL':"
								+ " variable \"OTEL_LOG_LEVEL\" is protected"));
	}

	@Test
	void applicationThatFailsToStartSaysWhy(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(Application.class).run("--" + PREFIX + "enabled=true",
					"--" + PREFIX + "headers.Authorization=Bearer t0ps3cret",
					"--" + PREFIX + "endpoint=https://user:t0ps3cret@collector.internal"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Configuration property 'provisionhook.opentelemetry.endpoint':"
					+ " it contains credentials, which would not be secret.")
			.contains("Move them to 'provisionhook.opentelemetry.headers', for example as Authorization.")
			.doesNotContain("\tat ")
			.doesNotContain("t0ps3cret");
	}

	@Test
	void propertiesShowNoSecrets() {
		assertThat(
				OpenTelemetryPropertiesBinder.of("endpoint=https://user:t0ps3cret@a", "headers.Authorization=t0ps3cret",
						"variables.OTEL_A_HEADERS=t0ps3cret", "resource-attributes.a=t0ps3cret"))
			.hasToString("OpenTelemetryProperties[enabled=false, serviceName=workspace, resourceAttributes=[a],"
					+ " protocol=null, headers=[Authorization], variables=[OTEL_A_HEADERS], order=400]");
	}

	private static Map<String, String> environmentOf(Registry registry) {
		Map<String, String> env = new HashMap<>();
		registry.run(ProvisionContext.of("w-1", WorkspaceRequest.named("demo").build()), env);
		return env;
	}

	/**
	 * A host with the plugin on its classpath.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ProvisionhookAutoConfiguration.class, OpenTelemetryAutoConfiguration.class })
	static class Application {

	}

}
