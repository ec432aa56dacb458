package io.provisionhook.sample;

import java.util.List;
import java.util.Map;

import io.micrometer.tracing.BaggageInScope;
import io.micrometer.tracing.ScopedSpan;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelBaggageManager;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceContextMutator}.
 */
class TraceContextMutatorTests {

	private final SdkTracerProvider provider = SdkTracerProvider.builder().build();

	private final OtelTracer tracer = tracer();

	private final Propagator propagator = new OtelPropagator(ContextPropagators.create(
			TextMapPropagator.composite(W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())),
			this.provider.get("test"));

	private final TraceContextMutator mutator = mutator(Map.of("tracer", this.tracer, "propagator", this.propagator));

	private final Env env = Env.of(Map.of());

	@AfterEach
	void close() {
		this.provider.close();
	}

	@Test
	void nameIsStable() {
		assertThat(this.mutator.name()).isEqualTo("trace-context");
	}

	@Test
	void mutateEnvPutsCurrentSpanInW3cForm() {
		ScopedSpan span = this.tracer.startScopedSpan("provisioning");
		this.mutator.mutateEnv(contextOf(WorkspaceRequest.named("fix-login")), this.env);
		span.end();
		assertThat(this.env).hasEntrySatisfying("TRACEPARENT", (traceparent) -> assertThat(traceparent)
			.matches("00-" + span.context().traceId() + "-" + span.context().spanId() + "-0[13]"));
	}

	@Test
	void mutateEnvKeepsBaggageToItself() {
		ScopedSpan span = this.tracer.startScopedSpan("provisioning");
		try (BaggageInScope baggage = this.tracer.createBaggageInScope("user", "jane")) {
			assertThat(baggage.get()).isEqualTo("jane");
			this.mutator.mutateEnv(contextOf(WorkspaceRequest.named("fix-login")), this.env);
		}
		span.end();
		assertThat(this.env).containsOnlyKeys("TRACEPARENT", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES");
	}

	@Test
	void mutateEnvWithoutSpanLeavesTraceparentOut() {
		this.mutator.mutateEnv(contextOf(WorkspaceRequest.named("fix-login")), this.env);
		assertThat(this.env).containsOnlyKeys("OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES");
	}

	@Test
	void mutateEnvWithoutTracerLeavesTraceparentOut() {
		mutator(Map.of()).mutateEnv(contextOf(WorkspaceRequest.named("fix-login")), this.env);
		assertThat(this.env).containsOnlyKeys("OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES");
	}

	@Test
	void mutateEnvDescribesWorkspace() {
		this.mutator.mutateEnv(contextOf(WorkspaceRequest.named("fix-login").tenant("acme").role("reviewer")),
				this.env);
		assertThat(this.env).containsEntry("OTEL_SERVICE_NAME", "workspace")
			.containsEntry("OTEL_RESOURCE_ATTRIBUTES",
					"workspace.id=w-1,workspace.tenant=acme,workspace.role=reviewer");
	}

	@Test
	void mutateEnvEncodesAttributes() {
		this.mutator.mutateEnv(contextOf(WorkspaceRequest.named("fix-login").tenant("a,b=c 50%").role("Prüfer+")),
				this.env);
		assertThat(this.env).containsEntry("OTEL_RESOURCE_ATTRIBUTES",
				"workspace.id=w-1,workspace.tenant=a%2Cb%3Dc%2050%25,workspace.role=Pr%C3%BCfer%2B");
	}

	@Test
	void mutateEnvAddsToWhatIsThere() {
		this.env.put("OTEL_SERVICE_NAME", "checkout-agent");
		this.env.put("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test");
		this.mutator.mutateEnv(contextOf(WorkspaceRequest.named("fix-login")), this.env);
		assertThat(this.env).containsEntry("OTEL_SERVICE_NAME", "checkout-agent")
			.containsEntry("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test,workspace.id=w-1");
	}

	private OtelTracer tracer() {
		OtelCurrentTraceContext current = new OtelCurrentTraceContext();
		return new OtelTracer(this.provider.get("test"), current, (event) -> {
		}, new OtelBaggageManager(current, List.of("user"), List.of()));
	}

	private static TraceContextMutator mutator(Map<String, Object> beans) {
		StaticListableBeanFactory factory = new StaticListableBeanFactory(beans);
		return new TraceContextMutator(factory.getBeanProvider(Tracer.class),
				factory.getBeanProvider(Propagator.class));
	}

	private static ProvisionContext contextOf(WorkspaceRequest.Builder request) {
		return ProvisionContext.of("w-1", request.build());
	}

}
