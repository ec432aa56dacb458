package io.provisionhook.plugin.opentelemetry;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.provisionhook.VariableRefusedException;
import io.provisionhook.VariableRules;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Validates {@link OpenTelemetryProperties} at start-up. Quotes no value, since it could
 * be a secret in the wrong place.
 */
final class OpenTelemetryPropertiesValidator {

	private static final Map<String, String> OWN_PROPERTIES = Map.of("OTEL_SERVICE_NAME", "service-name",
			"OTEL_RESOURCE_ATTRIBUTES", "resource-attributes", "OTEL_EXPORTER_OTLP_ENDPOINT", "endpoint",
			"OTEL_EXPORTER_OTLP_PROTOCOL", "protocol", "OTEL_EXPORTER_OTLP_HEADERS", "headers");

	private static final Pattern VARIABLE = Pattern.compile("OTEL_[A-Z0-9_]+");

	private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z0-9._/-]+");

	private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

	private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");

	private final VariableRules rules;

	OpenTelemetryPropertiesValidator(VariableRules rules) {
		this.rules = rules;
	}

	void validate(OpenTelemetryProperties properties) {
		require(!properties.serviceName().isBlank(), "service-name", "it is blank",
				"Name the service, or remove the property.");
		properties.resourceAttributes().keySet().forEach(OpenTelemetryPropertiesValidator::checkAttribute);
		checkEndpoint(properties.endpoint());
		require(properties.headers().isEmpty() || properties.endpoint() != null, "headers",
				"they are set without an endpoint", "Set '" + name("endpoint") + "'.");
		properties.headers().forEach(OpenTelemetryPropertiesValidator::checkHeader);
		properties.variables().forEach(this::checkVariable);
	}

	private static void checkAttribute(String key) {
		require(ATTRIBUTE.matcher(key).matches(), "resource-attributes[" + key + "]",
				"the name of the attribute is invalid", "Use letters, digits and . _ / - only.");
		require(!key.equals("service.name"), "resource-attributes." + key, "the attribute has a property of its own",
				"Use '" + name("service-name") + "'.");
	}

	private static void checkEndpoint(@Nullable String endpoint) {
		if (endpoint != null) {
			String authority = authorityOf(endpoint);
			require(authority != null, "endpoint",
					"it is not an address that begins with http:// or https:// and names a host",
					"Set it to the endpoint as workspaces reach it, for example http://collector.internal:4318.");
			require(String.valueOf(authority).indexOf('@') < 0, "endpoint",
					"it contains credentials, which would not be secret",
					"Move them to '" + name("headers") + "', for example as Authorization.");
		}
	}

	// In place of the host, which is null if its name has an underscore
	private static @Nullable String authorityOf(String endpoint) {
		try {
			URI uri = URI.create(endpoint);
			return List.of("http", "https").contains(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
					? uri.getRawAuthority() : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static void checkHeader(String header, String value) {
		require(HEADER.matcher(header).matches(), "headers[" + header + "]", "the name of the header is invalid",
				"Correct the name, for example to Authorization.");
		require(HEADER_VALUE.matcher(value).matches(), "headers." + header,
				"the value is empty, starts or ends with a blank, or has an invalid character",
				"Correct the value; where it comes from a file, look for a line break.");
	}

	private void checkVariable(String variable, String value) {
		String own = OWN_PROPERTIES.get(variable);
		require(own == null, "variables." + variable, "the variable has a property of its own",
				"Use '" + name(String.valueOf(own)) + "'.");
		require(VARIABLE.matcher(variable).matches(), "variables[" + variable + "]",
				"it is not a variable of OpenTelemetry",
				"Write its name with capital letters and underscores, beginning with OTEL_.");
		try {
			this.rules.requireWritable(variable, value);
		}
		catch (VariableRefusedException ex) {
			throw new PluginConfigurationException(name("variables." + variable), String.valueOf(ex.getMessage()),
					"Correct or remove the variable; 'provisionhook.variables' says what mutators may write.", ex);
		}
	}

	private static void require(boolean condition, String property, String problem, String action) {
		if (!condition) {
			throw new PluginConfigurationException(name(property), problem, action);
		}
	}

	private static String name(String property) {
		return OpenTelemetryProperties.PREFIX + "." + property;
	}

}
