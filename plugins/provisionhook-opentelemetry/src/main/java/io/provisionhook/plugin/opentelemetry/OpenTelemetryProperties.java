package io.provisionhook.plugin.opentelemetry;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator configures of the plugin.
 *
 * @param enabled Whether workspaces get variables for OpenTelemetry.
 * @param serviceName Name of the service that a workspace is, unless it has one.
 * @param resourceAttributes Resource attributes of every workspace, besides those that
 * say which workspace it is.
 * @param endpoint OTLP endpoint that workspaces send to, as they reach it, unless they
 * have one.
 * @param protocol Protocol that the endpoint speaks.
 * @param headers Headers that the endpoint wants, such as Authorization. They are secret.
 * @param variables Further variables whose names begin with OTEL_, unless a workspace has
 * them.
 * @param order Place of the mutator among the others, the lowest first.
 */
@ConfigurationProperties(OpenTelemetryProperties.PREFIX)
record OpenTelemetryProperties(@DefaultValue("false") boolean enabled, @DefaultValue("workspace") String serviceName,
		@DefaultValue Map<String, String> resourceAttributes, @Nullable String endpoint, @Nullable Protocol protocol,
		@DefaultValue Map<String, String> headers, @DefaultValue Map<String, String> variables,
		@DefaultValue("400") int order) {

	static final String PREFIX = "provisionhook.opentelemetry";

	/**
	 * Return names only of what may be a secret.
	 */
	@Override
	public String toString() {
		return "OpenTelemetryProperties[enabled=" + this.enabled + ", serviceName=" + this.serviceName
				+ ", resourceAttributes=" + this.resourceAttributes.keySet() + ", protocol=" + this.protocol
				+ ", headers=" + this.headers.keySet() + ", variables=" + this.variables.keySet() + ", order="
				+ this.order + "]";
	}

	/**
	 * A protocol that an OTLP endpoint speaks.
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
