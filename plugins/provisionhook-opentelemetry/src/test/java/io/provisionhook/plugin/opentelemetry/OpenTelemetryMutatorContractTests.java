package io.provisionhook.plugin.opentelemetry;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.provisionhook.EnvMutator;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.test.EnvMutatorContract;

/**
 * Tests that {@link OpenTelemetryMutator} keeps to the contract of a mutator.
 */
class OpenTelemetryMutatorContractTests extends EnvMutatorContract {

	@Override
	protected EnvMutator createMutator() {
		CurrentTrace trace = () -> Map.of("TRACEPARENT", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
		return new OpenTelemetryMutator(OpenTelemetryPropertiesBinder.of("endpoint=https://collector.internal:4318",
				"headers.Authorization=Bearer otlp-t0ken-of-the-host", "variables.OTEL_TRACES_SAMPLER=always_on"),
				trace);
	}

	@Override
	protected WorkspaceRequest request(int number) {
		return WorkspaceRequest.named("workspace-" + number).tenant("tenant-" + number % 3).role("reviewer").build();
	}

	@Override
	protected Collection<String> secrets() {
		return List.of("otlp-t0ken-of-the-host");
	}

}
