package io.provisionhook.plugin.opentelemetry;

import java.util.LinkedHashMap;
import java.util.Map;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;

/**
 * Where a workspace sends its telemetry. If somebody else has said so already, none of
 * this is written, since the headers of one endpoint are not for another.
 *
 * @param variables the variables that say so, without the headers
 * @param headers the headers that the endpoint wants, by name
 */
record Exporter(Map<String, String> variables, Map<String, String> headers) {

	private static final String PREFIX = "OTEL_EXPORTER_OTLP_";

	static Exporter of(OpenTelemetryProperties properties) {
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
		return new Exporter(variables, properties.headers());
	}

	static boolean isOfExporter(String variable) {
		return variable.startsWith(PREFIX);
	}

	void writeTo(Env env, ProvisionContext context) {
		if (env.keySet().stream().noneMatch(Exporter::isEndpoint)) {
			this.variables.forEach((name, value) -> putIfAbsent(env, name, value));
			if (!this.headers.isEmpty()) {
				this.headers.values().forEach((value) -> redact(value, context));
				putIfAbsent(env, PREFIX + "HEADERS", EncodedPairs.of(this.headers));
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

	// The credentials as well, without the scheme in front of them
	private static void redact(String value, ProvisionContext context) {
		context.redact(value);
		context.redact(value.substring(value.lastIndexOf(' ') + 1));
	}

	/**
	 * Return names only, since any value may be a secret.
	 */
	@Override
	public String toString() {
		return "Exporter[variables=" + this.variables.keySet() + ", headers=" + this.headers.keySet() + "]";
	}

}
