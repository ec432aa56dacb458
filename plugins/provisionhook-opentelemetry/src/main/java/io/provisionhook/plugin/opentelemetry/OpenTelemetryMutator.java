package io.provisionhook.plugin.opentelemetry;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;
import io.provisionhook.WorkspaceRequest;

/**
 * Mutator that passes the trace of the provisioning to the workspace, and sets the
 * service name, resource attributes and exporter of OpenTelemetry.
 */
final class OpenTelemetryMutator implements EnvMutator, Ordered {

	private static final String RESOURCE_ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES";

	private static final String TRACESTATE = CurrentTrace.TRACESTATE;

	private final OpenTelemetryProperties properties;

	private final ExporterVariables exporter;

	private final CurrentTrace trace;

	OpenTelemetryMutator(OpenTelemetryProperties properties, CurrentTrace trace) {
		this.properties = properties;
		this.exporter = ExporterVariables.of(properties);
		this.trace = trace;
	}

	@Override
	public String name() {
		return "opentelemetry";
	}

	@Override
	public SideEffects sideEffects() {
		return SideEffects.NONE;
	}

	@Override
	public int getOrder() {
		return this.properties.order();
	}

	@Override
	public void mutateEnv(ProvisionContext context, Env env) {
		putTrace(env);
		putServiceName(env);
		env.append(RESOURCE_ATTRIBUTES, BaggageFormat.encode(attributesOf(context)), ",");
		this.exporter.writeTo(env, context);
		this.properties.variables().forEach((name, value) -> {
			if (!ExporterVariables.isOfExporter(name)) {
				env.putIfAbsent(name, value);
			}
		});
	}

	private void putTrace(Env env) {
		Map<String, String> variables = this.trace.variables();
		env.putAll(variables);
		// An existing value belongs to another trace
		if (!variables.isEmpty() && !variables.containsKey(TRACESTATE)) {
			env.remove(TRACESTATE);
		}
	}

	private void putServiceName(Env env) {
		// The variable takes precedence over the attribute
		boolean named = Arrays.stream(env.getOrDefault(RESOURCE_ATTRIBUTES, "").split(","))
			.anyMatch((attribute) -> attribute.strip().startsWith("service.name="));
		if (!named) {
			env.putIfAbsent("OTEL_SERVICE_NAME", this.properties.serviceName());
		}
	}

	private Map<String, String> attributesOf(ProvisionContext context) {
		WorkspaceRequest request = context.request();
		Map<String, String> attributes = new LinkedHashMap<>(this.properties.resourceAttributes());
		attributes.put("workspace.id", context.workspaceId());
		attributes.put("workspace.name", request.name());
		putIfPresent(attributes, "workspace.tenant", request.tenant());
		putIfPresent(attributes, "workspace.role", request.role());
		return attributes;
	}

	private static void putIfPresent(Map<String, String> attributes, String key, @Nullable String value) {
		if (value != null) {
			attributes.put(key, value);
		}
	}

}
