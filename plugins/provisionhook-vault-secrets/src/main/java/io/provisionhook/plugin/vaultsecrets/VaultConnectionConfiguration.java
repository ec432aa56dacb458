package io.provisionhook.plugin.vaultsecrets;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Beans that the mutator and the source of credentials share.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(VaultSecretsProperties.class)
class VaultConnectionConfiguration {

	static final String HEALTH = "provisionhookVaultSecretsUpstreamHealth";

	@Bean
	UpstreamHealth provisionhookVaultSecretsUpstreamHealth() {
		return new UpstreamHealth();
	}

	@Bean
	VaultConnection provisionhookVaultSecretsConnection(VaultSecretsProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		return new VaultConnection(properties, sslBundles.getIfAvailable());
	}

}
