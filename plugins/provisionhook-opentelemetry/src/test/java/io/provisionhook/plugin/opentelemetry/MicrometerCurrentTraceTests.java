package io.provisionhook.plugin.opentelemetry;

import java.util.Map;

import io.micrometer.tracing.BaggageInScope;
import io.micrometer.tracing.ScopedSpan;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MicrometerCurrentTrace}.
 */
class MicrometerCurrentTraceTests {

	@Test
	void variablesAreThoseOfCurrentSpan() {
		try (TracingHost host = TracingHost.withW3c()) {
			ScopedSpan span = host.tracer().startScopedSpan("provisioning");
			Map<String, String> variables = host.currentTrace().variables();
			span.end();
			assertThat(variables).containsOnlyKeys("TRACEPARENT");
			assertThat(variables.get("TRACEPARENT"))
				.matches("00-" + span.context().traceId() + "-" + span.context().spanId() + "-0[13]");
		}
	}

	@Test
	void variablesHaveTracestate() {
		SpanContext remote = SpanContext.createFromRemoteParent("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331",
				TraceFlags.getSampled(), TraceState.builder().put("vendor", "x").build());
		try (TracingHost host = TracingHost.withW3c();
				Scope scope = io.opentelemetry.api.trace.Span.wrap(remote).makeCurrent()) {
			assertThat(scope).isNotNull();
			assertThat(host.currentTrace().variables()).containsEntry("TRACESTATE", "vendor=x")
				.containsEntry("TRACEPARENT", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
		}
	}

	@Test
	void variablesHaveNoBaggage() {
		try (TracingHost host = TracingHost.withW3c()) {
			ScopedSpan span = host.tracer().startScopedSpan("provisioning");
			try (BaggageInScope baggage = host.tracer().createBaggageInScope("user", "jane")) {
				assertThat(baggage.get()).isEqualTo("jane");
				assertThat(host.currentTrace().variables()).containsOnlyKeys("TRACEPARENT");
			}
			span.end();
		}
	}

	@Test
	void variablesOfHostThatPropagatesB3AreInW3cForm() {
		try (TracingHost host = new TracingHost(B3Propagator.injectingMultiHeaders(), Sampler.alwaysOn())) {
			ScopedSpan span = host.tracer().startScopedSpan("provisioning");
			assertThat(host.currentTrace().variables()).containsOnly(
					Map.entry("TRACEPARENT", "00-" + span.context().traceId() + "-" + span.context().spanId() + "-01"));
			span.end();
		}
	}

	@Test
	void variablesOfHostWithoutPropagatorAreInW3cForm() {
		try (TracingHost host = TracingHost.withW3c()) {
			ScopedSpan span = host.tracer().startScopedSpan("provisioning");
			assertThat(new MicrometerCurrentTrace(host.tracer(), null).variables()).containsOnly(
					Map.entry("TRACEPARENT", "00-" + span.context().traceId() + "-" + span.context().spanId() + "-01"));
			span.end();
		}
	}

	@Test
	void variablesSayIfTraceIsNotSampled() {
		try (TracingHost host = new TracingHost(B3Propagator.injectingSingleHeader(), Sampler.alwaysOff())) {
			ScopedSpan span = host.tracer().startScopedSpan("provisioning");
			assertThat(host.currentTrace().variables()).hasEntrySatisfying("TRACEPARENT",
					(traceparent) -> assertThat(traceparent).endsWith("-00"));
			span.end();
		}
	}

	@Test
	void variablesFillUpTraceIdOf64Bits() {
		assertThat(variablesOf("8448eb211c80319c", "b7ad6b7169203331", true))
			.containsOnly(Map.entry("TRACEPARENT", "00-00000000000000008448eb211c80319c-b7ad6b7169203331-01"));
	}

	@Test
	void variablesOfUndecidedSpanSayThatItIsNotSampled() {
		assertThat(variablesOf("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", null))
			.containsOnly(Map.entry("TRACEPARENT", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"));
	}

	@ParameterizedTest
	@CsvSource({ "00000000000000000000000000000000, b7ad6b7169203331", "0000000000000000, b7ad6b7169203331",
			"0af7651916cd43dd8448eb211c80319c, 0000000000000000", "'', ''",
			"0AF7651916CD43DD8448EB211C80319C, b7ad6b7169203331", "0af7651916cd43dd8448eb211c80319c, b7ad" })
	void thereAreNoneForIdsThatMeanNothing(String traceId, String spanId) {
		assertThat(variablesOf(traceId, spanId, true)).isEmpty();
	}

	@Test
	void thereAreNoneWithoutSpan() {
		try (TracingHost host = TracingHost.withW3c()) {
			assertThat(host.currentTrace().variables()).isEmpty();
		}
	}

	@Test
	void thereAreNoneIfTracingIsSwitchedOff() {
		assertThat(new MicrometerCurrentTrace(Tracer.NOOP, Propagator.NOOP).variables()).isEmpty();
	}

	@Test
	void thereAreNoneWithoutTracer() {
		assertThat(new MicrometerCurrentTrace(null, null).variables()).isEmpty();
	}

	private static Map<String, String> variablesOf(String traceId, String spanId, @Nullable Boolean sampled) {
		TraceContext context = Mockito.mock(TraceContext.class);
		BDDMockito.given(context.traceId()).willReturn(traceId);
		BDDMockito.given(context.spanId()).willReturn(spanId);
		BDDMockito.given(context.sampled()).willReturn(sampled);
		Span span = Mockito.mock(Span.class);
		BDDMockito.given(span.context()).willReturn(context);
		Tracer tracer = Mockito.mock(Tracer.class);
		BDDMockito.given(tracer.currentSpan()).willReturn(span);
		return new MicrometerCurrentTrace(tracer, null).variables();
	}

}
