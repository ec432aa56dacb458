package io.provisionhook.plugin.opentelemetry;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.test.MutatorRun;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenTelemetryMutator}.
 */
class OpenTelemetryMutatorTests {

	private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

	private static final WorkspaceRequest REQUEST = WorkspaceRequest.named("fix-login").build();

	@Test
	void nameIsStable() {
		assertThat(mutator(CurrentTrace.NONE).name()).isEqualTo("opentelemetry");
	}

	@Test
	void workspaceGetsTrace() {
		CurrentTrace trace = () -> Map.of("TRACEPARENT", TRACEPARENT, "TRACESTATE", "vendor=x");
		MutatorRun run = MutatorRun.builder(mutator(trace)).request(REQUEST).run();
		assertThat(run).hasSet("TRACEPARENT")
			.to(TRACEPARENT)
			.asPlain()
			.hasSet("TRACESTATE")
			.to("vendor=x")
			.hasSetOnly("TRACEPARENT", "TRACESTATE", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES");
	}

	@Test
	void traceOfProvisioningReplacesAnother() {
		MutatorRun run = MutatorRun.builder(mutator(() -> Map.of("TRACEPARENT", TRACEPARENT)))
			.variable("TRACEPARENT", "other")
			.variable("TRACESTATE", "of=other")
			.run();
		assertThat(run).hasSet("TRACEPARENT").to(TRACEPARENT).hasRemoved("TRACESTATE");
	}

	@Test
	void traceStaysAsItIsIfHostHasNone() {
		MutatorRun run = MutatorRun.builder(mutator(CurrentTrace.NONE))
			.variable("TRACEPARENT", "other")
			.variable("TRACESTATE", "of=other")
			.run();
		assertThat(run).hasLeftUntouched("TRACEPARENT").hasLeftUntouched("TRACESTATE");
	}

	@Test
	void protectedTracestateThatIsAbsentIsNoProblem() {
		MutatorRun run = MutatorRun.builder(mutator(() -> Map.of("TRACEPARENT", TRACEPARENT)))
			.rules(VariableRules.builder().protect(List.of("TRACESTATE")).build())
			.run();
		assertThat(run).hasSet("TRACEPARENT");
	}

	@Test
	void attributesSayWhichWorkspaceItIs() {
		MutatorRun run = MutatorRun.builder(mutator(CurrentTrace.NONE))
			.workspaceId("w-1")
			.request(WorkspaceRequest.named("Fix login").tenant("a,b=c").role("reviewer").build())
			.run();
		assertThat(run).hasSet("OTEL_RESOURCE_ATTRIBUTES")
			.to("workspace.id=w-1,workspace.name=Fix%20login,workspace.tenant=a%2Cb%3Dc,workspace.role=reviewer");
	}

	@Test
	void attributesAreAddedToThoseThatAreThere() {
		MutatorRun run = MutatorRun.builder(mutator(CurrentTrace.NONE))
			.workspaceId("w-1")
			.request(REQUEST)
			.variable("OTEL_RESOURCE_ATTRIBUTES", "host.name=h")
			.run();
		assertThat(run).hasSet("OTEL_RESOURCE_ATTRIBUTES").to("host.name=h,workspace.id=w-1,workspace.name=fix-login");
	}

	@Test
	void attributesAreAddedToThoseOfTheImage() {
		MutatorRun run = MutatorRun.builder(mutator(CurrentTrace.NONE))
			.workspaceId("w-1")
			.request(REQUEST)
			.onTopOf(BaseEnvironment.EMPTY.with(BaseEnvironment.Owner.IMAGE,
					Map.of("OTEL_RESOURCE_ATTRIBUTES", "host.name=h")))
			.run();
		assertThat(run).hasSet("OTEL_RESOURCE_ATTRIBUTES").to("host.name=h,workspace.id=w-1,workspace.name=fix-login");
	}

	@Test
	void configuredAttributesDoNotSayThatItIsAnotherWorkspace() {
		MutatorRun run = MutatorRun
			.builder(mutator(CurrentTrace.NONE, "resource-attributes.deployment.environment.name=test stage",
					"resource-attributes.workspace.id=other"))
			.workspaceId("w-1")
			.request(REQUEST)
			.run();
		String attributes = run.env().get("OTEL_RESOURCE_ATTRIBUTES");
		assertThat(attributes).isNotNull();
		assertThat(attributes.split(",")).containsExactlyInAnyOrder("deployment.environment.name=test%20stage",
				"workspace.id=w-1", "workspace.name=fix-login");
	}

	@Test
	void serviceIsNamedUnlessWorkspaceHasName() {
		assertThat(run("service-name=agent", Map.of())).hasSet("OTEL_SERVICE_NAME").to("agent");
		assertThat(run("order=1", Map.of())).hasSet("OTEL_SERVICE_NAME").to("workspace");
		assertThat(run("service-name=agent", Map.of("OTEL_SERVICE_NAME", "checkout")))
			.hasLeftUntouched("OTEL_SERVICE_NAME");
	}

	@ParameterizedTest
	@ValueSource(strings = { "service.name=checkout", "a=b, service.name=checkout", "a=b,service.name=checkout,c=d" })
	void serviceIsNotNamedIfAttributesNameIt(String attributes) {
		assertThat(run("service-name=agent", Map.of("OTEL_RESOURCE_ATTRIBUTES", attributes)))
			.hasNotSet("OTEL_SERVICE_NAME");
	}

	@Test
	void serviceIsNamedIfAnAttributeOnlyLooksLikeItsName() {
		assertThat(run("service-name=agent", Map.of("OTEL_RESOURCE_ATTRIBUTES", "my.service.name=x")))
			.hasSet("OTEL_SERVICE_NAME");
	}

	@Test
	void mutatorSetsEndpoint() {
		MutatorRun run = MutatorRun
			.builder(mutator(CurrentTrace.NONE, "endpoint=https://collector.internal:4318", "protocol=http/protobuf",
					"headers.Authorization=Basic dXNlcjpwYXNz=", "headers.x-tenant=acme"))
			.run();
		assertThat(run).hasSet("OTEL_EXPORTER_OTLP_ENDPOINT")
			.to("https://collector.internal:4318")
			.asPlain()
			.hasSet("OTEL_EXPORTER_OTLP_PROTOCOL")
			.to("http/protobuf")
			.hasSet("OTEL_EXPORTER_OTLP_HEADERS")
			.to("Authorization=Basic%20dXNlcjpwYXNz%3D,x-tenant=acme")
			.asSecret();
	}

	@ParameterizedTest
	@ValueSource(strings = { "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" })
	void headersAreNotSentToAnEndpointOfTheWorkspace(String endpoint) {
		MutatorRun run = MutatorRun
			.builder(mutator(CurrentTrace.NONE, "endpoint=https://collector.internal:4318", "protocol=grpc",
					"headers.Authorization=Bearer abcdef123", "variables.OTEL_EXPORTER_OTLP_LOGS_HEADERS=a=b"))
			.variable(endpoint, "https://elsewhere.example")
			.run();
		assertThat(run).hasSetOnly("OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES").hasLeftUntouched(endpoint);
	}

	@Test
	void headersOfTheWorkspaceGoToTheConfiguredEndpoint() {
		MutatorRun run = MutatorRun
			.builder(mutator(CurrentTrace.NONE, "endpoint=https://collector.internal:4318",
					"headers.Authorization=Bearer abcdef123"))
			.variable("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=acme")
			.run();
		assertThat(run).hasSet("OTEL_EXPORTER_OTLP_ENDPOINT").hasLeftUntouched("OTEL_EXPORTER_OTLP_HEADERS");
	}

	@Test
	void credentialsOfHeadersAreRedactedWithAndWithoutTheirScheme() {
		EnvMutator leaky = EnvMutator.of("leaky", (context, env) -> {
			throw new IllegalStateException("can't log in with abcdef123 at the collector");
		});
		MutatorRun run = MutatorRun
			.builder(mutator(CurrentTrace.NONE, "endpoint=https://collector.internal:4318",
					"headers.Authorization=ApiKey abcdef123"), leaky)
			.run();
		assertThat(run).hasFailedBecause("provisionhook \"leaky\": can't log in with [redacted] at the collector");
	}

	@Test
	void furtherVariablesAreSetUnlessWorkspaceHasThem() {
		MutatorRun run = MutatorRun
			.builder(mutator(CurrentTrace.NONE, "variables.OTEL_TRACES_SAMPLER=always_on",
					"variables.OTEL_LOGS_EXPORTER=none", "variables.OTEL_EXPORTER_OTLP_TIMEOUT=500"))
			.variable("OTEL_TRACES_SAMPLER", "always_off")
			.run();
		assertThat(run).hasLeftUntouched("OTEL_TRACES_SAMPLER")
			.hasSet("OTEL_LOGS_EXPORTER")
			.to("none")
			.asPlain()
			.hasSet("OTEL_EXPORTER_OTLP_TIMEOUT")
			.to("500")
			.asPlain();
	}

	@Test
	void headersAmongFurtherVariablesAreSecret() {
		assertThat(run("variables.OTEL_EXPORTER_OTLP_TRACES_HEADERS=api-key=abcdef123", Map.of()))
			.hasSet("OTEL_EXPORTER_OTLP_TRACES_HEADERS")
			.asSecret();
	}

	@Test
	void nothingOfAnEarlierMutatorIsOverriddenButTheTrace() {
		EnvMutator earlier = EnvMutator.of("tenant-config",
				(context, env) -> env.putAll(Map.of("OTEL_SERVICE_NAME", "a", "OTEL_RESOURCE_ATTRIBUTES", "b=c",
						"OTEL_TRACES_SAMPLER", "always_on", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://d")));
		MutatorRun run = MutatorRun
			.builder(earlier,
					mutator(() -> Map.of("TRACEPARENT", TRACEPARENT), "endpoint=http://e:1",
							"variables.OTEL_TRACES_SAMPLER=always_off"))
			.registry((registry) -> registry.conflicts(Registry.ConflictPolicy.FAIL))
			.run();
		assertThat(run).hasPassed();
	}

	@Test
	void exporterShowsNoValues() {
		assertThat(ExporterVariables
			.of(OpenTelemetryPropertiesBinder.of("endpoint=http://e:1", "headers.Authorization=Bearer abcdef123")))
			.hasToString("ExporterVariables[variables=[OTEL_EXPORTER_OTLP_ENDPOINT], headers=[Authorization]]");
	}

	private static MutatorRun run(String property, Map<String, String> variables) {
		return MutatorRun.builder(mutator(CurrentTrace.NONE, property)).request(REQUEST).variables(variables).run();
	}

	private static OpenTelemetryMutator mutator(CurrentTrace trace, String... properties) {
		return new OpenTelemetryMutator(OpenTelemetryPropertiesBinder.of(properties), trace);
	}

}
