package io.provisionhook.plugin.opentelemetry;

import java.util.Map;

/**
 * The trace that the current thread works for.
 */
@FunctionalInterface
interface CurrentTrace {

	/**
	 * The trace of a host that does not trace.
	 */
	CurrentTrace NONE = Map::of;

	/**
	 * The variable that names trace and span.
	 */
	String TRACEPARENT = "TRACEPARENT";

	/**
	 * The variable with what tracing systems add to it.
	 */
	String TRACESTATE = "TRACESTATE";

	/**
	 * Return the trace in the form of W3C Trace Context.
	 * @return the variables {@value #TRACEPARENT} and, if there is anything in it,
	 * {@value #TRACESTATE}; nothing without a current span
	 */
	Map<String, String> variables();

}
