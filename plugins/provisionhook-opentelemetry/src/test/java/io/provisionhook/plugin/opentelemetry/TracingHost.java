package io.provisionhook.plugin.opentelemetry;

import java.util.List;

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
import io.opentelemetry.sdk.trace.samplers.Sampler;

/**
 * What a host has that traces with Micrometer and OpenTelemetry.
 */
final class TracingHost implements AutoCloseable {

	static final TextMapPropagator W3C = TextMapPropagator.composite(W3CTraceContextPropagator.getInstance(),
			W3CBaggagePropagator.getInstance());

	private final SdkTracerProvider provider;

	private final Tracer tracer;

	private final Propagator propagator;

	TracingHost(TextMapPropagator propagator, Sampler sampler) {
		this.provider = SdkTracerProvider.builder().setSampler(sampler).build();
		OtelCurrentTraceContext current = new OtelCurrentTraceContext();
		this.tracer = new OtelTracer(this.provider.get("test"), current, (event) -> {
		}, new OtelBaggageManager(current, List.of("user"), List.of()));
		this.propagator = new OtelPropagator(ContextPropagators.create(propagator), this.provider.get("test"));
	}

	static TracingHost withW3c() {
		return new TracingHost(W3C, Sampler.alwaysOn());
	}

	Tracer tracer() {
		return this.tracer;
	}

	Propagator propagator() {
		return this.propagator;
	}

	CurrentTrace currentTrace() {
		return new MicrometerCurrentTrace(this.tracer, this.propagator);
	}

	@Override
	public void close() {
		this.provider.close();
	}

}
