package io.provisionhook.plugin.credentialendpoint;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

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

}
