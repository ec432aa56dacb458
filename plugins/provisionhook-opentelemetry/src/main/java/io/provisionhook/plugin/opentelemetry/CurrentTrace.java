package io.provisionhook.plugin.opentelemetry;

import java.util.Map;

/**
 * Trace context of the current thread.
 */
@FunctionalInterface
interface CurrentTrace {

	/**
	 * The trace context of a host without tracing.
	 */
	CurrentTrace NONE = Map::of;

	/**
	 * Variable with the ids of trace and span.
	 */
	String TRACEPARENT = "TRACEPARENT";

	/**
	 * Variable with the data of tracing systems.
	 */
	String TRACESTATE = "TRACESTATE";

	/**
	 * Return the current span in the format of W3C Trace Context.
	 * @return the variable {@value #TRACEPARENT} and, if not empty, {@value #TRACESTATE};
	 * empty without a current span
	 */
	Map<String, String> variables();

}
