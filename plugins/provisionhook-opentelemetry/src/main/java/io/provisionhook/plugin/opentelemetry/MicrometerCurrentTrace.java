package io.provisionhook.plugin.opentelemetry;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.jspecify.annotations.Nullable;

/**
 * Trace context of the current span of Micrometer Tracing. Always in the format of the
 * W3C, even if the host propagates another one.
 */
final class MicrometerCurrentTrace implements CurrentTrace {

	private static final Pattern TRACE_ID = Pattern.compile("(?!0+$)([0-9a-f]{16}){1,2}");

	private static final Pattern SPAN_ID = Pattern.compile("(?!0+$)[0-9a-f]{16}");

	private final @Nullable Tracer tracer;

	private final @Nullable Propagator propagator;

	MicrometerCurrentTrace(@Nullable Tracer tracer, @Nullable Propagator propagator) {
		this.tracer = tracer;
		this.propagator = propagator;
	}

	@Override
	public Map<String, String> variables() {
		Span span = (this.tracer != null) ? this.tracer.currentSpan() : null;
		return (span != null && isValid(span.context())) ? variablesOf(span.context()) : Map.of();
	}

	// A disabled tracer has spans with invalid ids
	private static boolean isValid(TraceContext context) {
		return TRACE_ID.matcher(context.traceId()).matches() && SPAN_ID.matcher(context.spanId()).matches();
	}

	// Without baggage, which may contain internal data of the host
	private Map<String, String> variablesOf(TraceContext context) {
		Map<String, String> fields = new HashMap<>();
		if (this.propagator != null) {
			this.propagator.inject(context, fields, (carrier, field, value) -> fields.put(field, value));
		}
		Map<String, String> variables = new LinkedHashMap<>();
		variables.put(TRACEPARENT, fields.getOrDefault("traceparent", traceparent(context)));
		String tracestate = fields.getOrDefault("tracestate", "");
		if (!tracestate.isEmpty()) {
			variables.put(TRACESTATE, tracestate);
		}
		return variables;
	}

	private static String traceparent(TraceContext context) {
		String traceId = "0".repeat(32 - context.traceId().length()) + context.traceId();
		return "00-" + traceId + "-" + context.spanId() + (Boolean.TRUE.equals(context.sampled()) ? "-01" : "-00");
	}

}
