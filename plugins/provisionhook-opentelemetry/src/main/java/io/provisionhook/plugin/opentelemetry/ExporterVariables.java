package io.provisionhook.plugin.opentelemetry;

import java.util.LinkedHashMap;
import java.util.Map;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;

/**
 * Variables of the OTLP exporter. None of them is written if an endpoint is already set,
 * since the headers must not be sent to another endpoint.
 *
 * @param variables the variables without the headers
 * @param headers the headers by name
 */
record ExporterVariables(Map<String, String> variables, Map<String, String> headers) {

	private static final String PREFIX = "OTEL_EXPORTER_OTLP_";

	static ExporterVariables of(OpenTelemetryProperties properties) {
		Map<String, String> variables = new LinkedHashMap<>();
		if (properties.endpoint() != null) {
			variables.put(PREFIX + "ENDPOINT", properties.endpoint());
		}
		if (properties.protocol() != null) {
			variables.put(PREFIX + "PROTOCOL", properties.protocol().value());
		}
		properties.variables().forEach((name, value) -> {
			if (isOfExporter(name)) {
				variables.put(name, value);
			}
		});
		return new ExporterVariables(variables, properties.headers());
	}

	static boolean isOfExporter(String variable) {
		return variable.startsWith(PREFIX);
	}

	void writeTo(Env env, ProvisionContext context) {
		if (env.keySet().stream().noneMatch(ExporterVariables::isEndpoint)) {
			this.variables.forEach((name, value) -> putIfAbsent(env, name, value));
			if (!this.headers.isEmpty()) {
				this.headers.values().forEach((value) -> redact(value, context));
				putIfAbsent(env, PREFIX + "HEADERS", BaggageFormat.encode(this.headers));
			}
		}
	}

	private static boolean isEndpoint(String variable) {
		return isOfExporter(variable) && variable.endsWith("ENDPOINT");
	}

	private static void putIfAbsent(Env env, String name, String value) {
		if (!env.containsKey(name) && name.endsWith("HEADERS")) {
			env.putSecret(name, value);
		}
		else {
			env.putIfAbsent(name, value);
		}
	}

	// Also the credentials without the scheme before them
	private static void redact(String value, ProvisionContext context) {
		context.redact(value);
		context.redact(value.substring(value.lastIndexOf(' ') + 1));
	}

	/**
	 * Return names only, since any value may be a secret.
	 */
	@Override
	public String toString() {
		return "ExporterVariables[variables=" + this.variables.keySet() + ", headers=" + this.headers.keySet() + "]";
	}

}
