package io.provisionhook.plugin.credentialendpoint;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Measures requests. Hosts that nobody granted are not told apart, since there is no end
 * to what can be asked for.
 */
final class CredentialMetrics implements RequestMeter {

	private static final String NONE = "none";

	private final MeterRegistry registry;

	CredentialMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void measure(CredentialAuditEvent ended) {
		boolean granted = ended.source() != null;
		Timer.builder("provisionhook.credential.requests")
			.description("Requests of workspaces for credentials")
			.tag("source", granted ? String.valueOf(ended.source()) : NONE)
			.tag("host", granted ? String.valueOf(ended.host()) : NONE)
			.tag("outcome", ended.outcome().tag())
			.register(this.registry)
			.record(ended.duration());
	}

}
