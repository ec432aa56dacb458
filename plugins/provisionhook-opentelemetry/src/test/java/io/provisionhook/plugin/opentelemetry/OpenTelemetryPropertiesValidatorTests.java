package io.provisionhook.plugin.opentelemetry;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.VariableRules;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link OpenTelemetryPropertiesValidator}.
 */
class OpenTelemetryPropertiesValidatorTests {

	private final OpenTelemetryPropertiesValidator validator = new OpenTelemetryPropertiesValidator(
			VariableRules.builder().protect(List.of("OTEL_LOGS_*")).build());

	@Test
	void checkAcceptsDefaults() {
		accepts();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:4318", "https://collector.internal", "http://[::1]:4317/otlp",
			"HTTPS://10.0.0.1:4318/", "http://otel_collector:4318" })
	void checkAcceptsEndpoint(String endpoint) {
		accepts("endpoint=" + endpoint);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "collector.internal:4318", "grpc://collector.internal:4317", "http://", "http:///v1",
			"http://a b" })
	void checkRefusesEndpointThatIsNone(String endpoint) {
		refuses("endpoint", "it is not an address that begins with http:// or https:// and names a host",
				"Set it to the endpoint as workspaces reach it, for example http://collector.internal:4318.",
				"endpoint=" + endpoint);
	}

	@Test
	void checkRefusesEndpointWithCredentials() {
		refuses("endpoint", "it contains credentials, which would not be secret",
				"Move them to 'provisionhook.opentelemetry.headers', for example as Authorization.",
				"endpoint=https://user:t0ps3cret@collector.internal");
	}

	@Test
	void checkRefusesHeadersWithoutEndpoint() {
		refuses("headers", "they are set without an endpoint", "Set 'provisionhook.opentelemetry.endpoint'.",
				"headers.Authorization=Bearer t0ps3cret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Basic dXNlcjpwYXNz=", "x", "a,b;c=\"d\"" })
	void checkAcceptsHeader(String value) {
		accepts("endpoint=http://a", "headers.x-api-key=" + value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " t0ps3cret", "t0ps3cret\n", "t0ps\r\nHost: x", "t0ps3crét" })
	void checkRefusesValueThatIsNoneOfAHeader(String value) {
		refuses("headers.x-api-key", "the value is empty, starts or ends with a blank, or has an invalid character",
				"Correct the value; where it comes from a file, look for a line break.", "endpoint=http://a",
				"headers.x-api-key=" + value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x api", "x:y", "x,y", "x=y" })
	void checkRefusesNameThatIsNoneOfAHeader(String name) {
		OpenTelemetryProperties properties = new OpenTelemetryProperties(true, "workspace", Map.of(), "http://a", null,
				Map.of(name, "t0ps3cret"), Map.of(), 400);
		refuses("headers[" + name + "]", "the name of the header is invalid",
				"Correct the name, for example to Authorization.", properties);
	}

	@Test
	void checkRefusesBlankServiceName() {
		refuses("service-name", "it is blank", "Name the service, or remove the property.", "service-name= ");
	}

	@Test
	void checkAcceptsAttributes() {
		accepts("resource-attributes.deployment.environment.name=test,stage",
				"resource-attributes[example.com/team_a-b]=");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a=b", "a,b" })
	void checkRefusesNameThatIsNoneOfAnAttribute(String key) {
		refuses("resource-attributes[" + key + "]", "the name of the attribute is invalid",
				"Use letters, digits and . _ / - only.",
				new OpenTelemetryProperties(true, "workspace", Map.of(key, "x"), null, null, Map.of(), Map.of(), 400));
	}

	@Test
	void checkRefusesServiceNameAmongAttributes() {
		refuses("resource-attributes.service.name", "the attribute has a property of its own",
				"Use 'provisionhook.opentelemetry.service-name'.", "resource-attributes.service.name=agent");
	}

	@Test
	void checkAcceptsVariablesOfOpenTelemetry() {
		accepts("variables.OTEL_TRACES_SAMPLER=traceidratio", "variables.OTEL_TRACES_SAMPLER_ARG=0.5",
				"variables.OTEL_EXPORTER_OTLP_TRACES_HEADERS=a=b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TRACEPARENT", "otel_traces_sampler", "OTEL_", "OTEL_A.B", "OTEL_A-B", "LD_PRELOAD" })
	void checkRefusesOtherVariables(String variable) {
		refuses("variables[" + variable + "]", "it is not a variable of OpenTelemetry",
				"Write its name with capital letters and underscores, beginning with OTEL_.",
				"variables." + variable + "=t0ps3cret");
	}

	@Test
	void checkRefusesVariablesThatHaveProperties() {
		refusesVariable("OTEL_SERVICE_NAME", "service-name");
		refusesVariable("OTEL_RESOURCE_ATTRIBUTES", "resource-attributes");
		refusesVariable("OTEL_EXPORTER_OTLP_ENDPOINT", "endpoint");
		refusesVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "protocol");
		refusesVariable("OTEL_EXPORTER_OTLP_HEADERS", "headers");
	}

	@Test
	void checkRefusesVariablesThatRulesOfTheHostRefuse() {
		refuses("variables.OTEL_LOGS_EXPORTER", "variable \"OTEL_LOGS_EXPORTER\" is protected",
				"Correct or remove the variable; 'provisionhook.variables' says what mutators may write.",
				"variables.OTEL_LOGS_EXPORTER=none");
	}

	private void accepts(String... lines) {
		assertThatCode(() -> this.validator.validate(OpenTelemetryPropertiesBinder.of(lines)))
			.doesNotThrowAnyException();
	}

	private void refusesVariable(String variable, String property) {
		refuses("variables." + variable, "the variable has a property of its own",
				"Use 'provisionhook.opentelemetry." + property + "'.", "variables." + variable + "=t0ps3cret");
	}

	private void refuses(String property, String problem, String action, String... lines) {
		refuses(property, problem, action, OpenTelemetryPropertiesBinder.of(lines));
	}

	private void refuses(String property, String problem, String action, OpenTelemetryProperties properties) {
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> this.validator.validate(properties))
			.withMessage("Configuration property 'provisionhook.opentelemetry." + property + "': " + problem)
			.returns(action, PluginConfigurationException::getAction);
	}

}
