package io.provisionhook.sample;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

/**
 * Lets what runs in a workspace continue the trace of its provisioning, and tells
 * OpenTelemetry there whose spans they are. Without tracing it does only the latter.
 */
@Component
@Order(30)
final class TraceContextMutator implements EnvMutator {

	// Not the baggage, which may hold what is none of the workspace's business
	private static final Set<String> FIELDS = Set.of("traceparent", "tracestate");

	private final @Nullable Tracer tracer;

	private final @Nullable Propagator propagator;

	TraceContextMutator(ObjectProvider<Tracer> tracer, ObjectProvider<Propagator> propagator) {
		this.tracer = tracer.getIfAvailable();
		this.propagator = propagator.getIfAvailable();
	}

	@Override
	public String name() {
		return "trace-context";
	}

	@Override
	public void mutateEnv(ProvisionContext context, Env env) {
		putTraceContext(env);
		env.putIfAbsent("OTEL_SERVICE_NAME", "workspace");
		env.append("OTEL_RESOURCE_ATTRIBUTES", resourceAttributes(context), ",");
	}

	private void putTraceContext(Env env) {
		Span span = (this.tracer != null) ? this.tracer.currentSpan() : null;
		if (span != null && this.propagator != null) {
			this.propagator.inject(span.context(), env, (carrier, field, value) -> {
				if (FIELDS.contains(field)) {
					env.put(field.toUpperCase(Locale.ROOT), value);
				}
			});
		}
	}

	private static String resourceAttributes(ProvisionContext context) {
		WorkspaceRequest request = context.request();
		List<String> attributes = new ArrayList<>();
		attributes.add(attribute("workspace.id", context.workspaceId()));
		if (request.tenant() != null) {
			attributes.add(attribute("workspace.tenant", request.tenant()));
		}
		if (request.role() != null) {
			attributes.add(attribute("workspace.role", request.role()));
		}
		return String.join(",", attributes);
	}

	private static String attribute(String key, String value) {
		return key + "=" + UriUtils.encode(value, StandardCharsets.UTF_8);
	}

}
