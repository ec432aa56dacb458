package io.provisionhook.plugin.opentelemetry;

import java.util.Locale;
import java.util.Map;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import org.jspecify.annotations.Nullable;

/**
 * What may run in a workspace: a program that has OpenTelemetry's SDK, and is configured
 * by nothing but its environment.
 */
public final class TracedWorkspace {

	private TracedWorkspace() {
	}

	public static void main(String[] args) {
		Context parent = W3CTraceContextPropagator.getInstance()
			.extract(Context.root(), System.getenv(), new EnvironmentGetter());
		try (OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
			.disableShutdownHook()
			.build()
			.getOpenTelemetrySdk()) {
			sdk.getTracer("workspace").spanBuilder("work in the workspace").setParent(parent).startSpan().end();
		}
	}

	/**
	 * Reads the fields of a trace from environment variables.
	 */
	private static final class EnvironmentGetter implements TextMapGetter<Map<String, String>> {

		@Override
		public Iterable<String> keys(Map<String, String> carrier) {
			return carrier.keySet();
		}

		@Override
		public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
			return (carrier != null) ? carrier.get(key.toUpperCase(Locale.ROOT)) : null;
		}

	}

}
