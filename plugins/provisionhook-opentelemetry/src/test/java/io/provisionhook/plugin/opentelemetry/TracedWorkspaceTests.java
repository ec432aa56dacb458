package io.provisionhook.plugin.opentelemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.tracing.ScopedSpan;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.opentelemetry.Collector.Export;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what OpenTelemetry's own SDK makes of the variables in a process of its own.
 */
class TracedWorkspaceTests {

	@Test
	void workspaceContinuesTraceAndSendsItWithHeadersToEndpoint(@TempDir Path directory) throws Exception {
		try (Collector collector = new Collector(); TracingHost host = TracingHost.withW3c()) {
			ScopedSpan span = host.tracer().startScopedSpan("provisioning");
			Env env = environment(host, collector);
			span.end();
			assertThat(runWorkspace(env, directory)).isEmpty();
			assertThat(collector.exports()).singleElement().satisfies((export) -> {
				assertThat(export.path()).isEqualTo("/v1/traces");
				assertThat(export.authorization()).isEqualTo("Basic dXNlcjpwYXNz+/=");
				assertThat(export.body()).contains(span.context().traceId()).contains(span.context().spanId());
				assertContains(export, "work in the workspace", "service.name", "agents, inc.", "workspace.id", "w-1",
						"workspace.name", "Fix 100% of the login", "workspace.tenant", "a,b=c", "workspace.role",
						"Prüfer + Ko", "deployment.environment.name", "test; stage=2");
			});
		}
	}

	@Test
	void workspaceSendsNothingOfTraceThatIsNotSampled(@TempDir Path directory) throws Exception {
		try (Collector collector = new Collector();
				TracingHost host = new TracingHost(TracingHost.W3C, Sampler.alwaysOff())) {
			ScopedSpan span = host.tracer().startScopedSpan("provisioning");
			Env env = environment(host, collector);
			span.end();
			assertThat(runWorkspace(env, directory)).isEmpty();
			assertThat(collector.exports()).isEmpty();
		}
	}

	private static Env environment(TracingHost host, Collector collector) {
		Env env = Env.of(Map.of());
		OpenTelemetryProperties properties = OpenTelemetryPropertiesBinder.of("service-name=agents, inc.",
				"endpoint=" + collector.endpoint(), "protocol=http/protobuf",
				"headers.Authorization=Basic dXNlcjpwYXNz+/=",
				"resource-attributes.deployment.environment.name=test; stage=2", "variables.OTEL_METRICS_EXPORTER=none",
				"variables.OTEL_LOGS_EXPORTER=none");
		WorkspaceRequest request = WorkspaceRequest.named("Fix 100% of the login")
			.tenant("a,b=c")
			.role("Prüfer + Ko")
			.build();
		new OpenTelemetryMutator(properties, host.currentTrace()).mutateEnv(ProvisionContext.of("w-1", request), env);
		return env;
	}

	private static String runWorkspace(Env env, Path directory) throws IOException, InterruptedException {
		Path output = directory.resolve("output");
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("java.class.path"), TracedWorkspace.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().clear();
		builder.environment().putAll(env);
		Process process = builder.start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the workspace has ended").isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		String text = Files.readString(output);
		assertThat(process.exitValue()).as(text).isZero();
		return text;
	}

	private static void assertContains(Export export, String... texts) {
		assertThat(texts).allSatisfy((text) -> assertThat(export.contains(text)).as(text).isTrue());
	}

}
