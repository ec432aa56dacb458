package io.provisionhook.plugin.vaultsecrets;

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
 * Auto-configuration for the health of Vault, according to the latest calls.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { VaultSecretsAutoConfiguration.class, VaultCredentialSourceAutoConfiguration.class })
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(name = VaultConnectionConfiguration.HEALTH)
@ConditionalOnEnabledHealthIndicator("vault-secrets")
public final class VaultSecretsHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookVaultSecretsHealthIndicator")
	UpstreamHealthIndicator provisionhookVaultSecretsHealthIndicator(
			@Qualifier(VaultConnectionConfiguration.HEALTH) UpstreamHealth health) {
		return new UpstreamHealthIndicator(health);
	}

}
