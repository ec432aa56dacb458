package io.provisionhook.plugin.opentelemetry;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties for OpenTelemetry in workspaces.
 *
 * @param enabled Whether to set the variables of OpenTelemetry in workspaces.
 * @param serviceName Service name of workspaces without one.
 * @param resourceAttributes Resource attributes of every workspace, in addition to its
 * id, name, tenant and role.
 * @param endpoint OTLP endpoint, as reachable from workspaces without one.
 * @param protocol Protocol of the endpoint.
 * @param headers Headers for the endpoint, such as Authorization. The values are secret.
 * @param variables Additional variables whose names start with OTEL_, for workspaces
 * without them.
 * @param order Order of the mutator. Lower values run first.
 */
@ConfigurationProperties(OpenTelemetryProperties.PREFIX)
record OpenTelemetryProperties(@DefaultValue("false") boolean enabled, @DefaultValue("workspace") String serviceName,
		@DefaultValue Map<String, String> resourceAttributes, @Nullable String endpoint, @Nullable Protocol protocol,
		@DefaultValue Map<String, String> headers, @DefaultValue Map<String, String> variables,
		@DefaultValue("400") int order) {

	static final String PREFIX = "provisionhook.opentelemetry";

	/**
	 * Return only the names of values that may be a secret.
	 */
	@Override
	public String toString() {
		return "OpenTelemetryProperties[enabled=" + this.enabled + ", serviceName=" + this.serviceName
				+ ", resourceAttributes=" + this.resourceAttributes.keySet() + ", protocol=" + this.protocol
				+ ", headers=" + this.headers.keySet() + ", variables=" + this.variables.keySet() + ", order="
				+ this.order + "]";
	}

	/**
	 * Protocol of an OTLP endpoint.
	 */
	enum Protocol {

		/**
		 * Protobuf over gRPC.
		 */
		GRPC("grpc"),

		/**
		 * Protobuf over HTTP.
		 */
		HTTP_PROTOBUF("http/protobuf"),

		/**
		 * JSON over HTTP.
		 */
		HTTP_JSON("http/json");

		private final String value;

		Protocol(String value) {
			this.value = value;
		}

		String value() {
			return this.value;
		}

	}

}
