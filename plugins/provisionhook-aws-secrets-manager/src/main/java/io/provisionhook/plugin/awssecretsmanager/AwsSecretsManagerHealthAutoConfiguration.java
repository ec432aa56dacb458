package io.provisionhook.plugin.awssecretsmanager;

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
 * Auto-configuration for the health indicator of AWS Secrets Manager.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { AwsSecretsManagerAutoConfiguration.class, AwsCredentialSourceAutoConfiguration.class })
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("aws-secrets-manager")
@ConditionalOnBean(name = AwsSecretReaderConfiguration.HEALTH)
public final class AwsSecretsManagerHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookAwsSecretsManagerHealthIndicator")
	UpstreamHealthIndicator provisionhookAwsSecretsManagerHealthIndicator(
			@Qualifier(AwsSecretReaderConfiguration.HEALTH) UpstreamHealth health) {
		return new UpstreamHealthIndicator(health);
	}

}
