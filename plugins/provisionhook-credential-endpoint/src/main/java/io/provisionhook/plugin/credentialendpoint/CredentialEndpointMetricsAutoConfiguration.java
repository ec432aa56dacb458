package io.provisionhook.plugin.credentialendpoint;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.provisionhook.plugin.credentialendpoint.AuditEventPublisher.RequestMeter;

/**
 * Auto-configuration for the meters of the endpoint.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CredentialEndpointAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, CredentialEndpoint.class })
public final class CredentialEndpointMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookCredentialEndpointMetrics")
	CredentialMetrics provisionhookCredentialEndpointMetrics(MeterRegistry registry) {
		return new CredentialMetrics(registry);
	}

	/**
	 * Records the timer of requests. Hosts that are not granted have one tag value, since
	 * clients can request any number of them.
	 */
	static final class CredentialMetrics implements RequestMeter {

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

}
