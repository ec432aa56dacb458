package io.provisionhook.plugin.gcpsecretmanager;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.provisionhook.plugin.internal.upstream.UpstreamHealth;
import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;

/**
 * Auto-configuration for the health indicator of Google Cloud Secret Manager.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { GcpSecretManagerAutoConfiguration.class, GcpCredentialSourceAutoConfiguration.class })
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("gcp-secret-manager")
@ConditionalOnBean(name = GcpSecretReaderConfiguration.HEALTH)
public final class GcpSecretManagerHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookGcpSecretManagerHealthIndicator")
	UpstreamHealthIndicator provisionhookGcpSecretManagerHealthIndicator(
			@Qualifier(GcpSecretReaderConfiguration.HEALTH) UpstreamHealth health) {
		return new UpstreamHealthIndicator(health);
	}

}
