package io.provisionhook.plugin.vaultsecrets;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

import io.provisionhook.VariableRules;
import io.provisionhook.plugin.configuration.MapKeys;
import io.provisionhook.plugin.mapping.ConditionalOnVariables;
import io.provisionhook.plugin.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.mapping.SecretMapping;
import io.provisionhook.plugin.upstream.UpstreamHealth;

/**
 * Auto-configuration for the mutator that gives variables secrets from Vault, and for
 * what ties leases to the lives of workspaces. It needs a variable under
 * {@code provisionhook.vault-secrets.variables}.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnVariables(VaultSecretsAutoConfiguration.VARIABLES)
@ConditionalOnMissingBean(name = "vaultSecretsMutator")
@EnableConfigurationProperties(VaultSecretsProperties.class)
public final class VaultSecretsAutoConfiguration {

	static final String NAME = "vault-secrets";

	static final String VARIABLES = VaultSecretsProperties.PREFIX + ".variables";

	@Bean
	UpstreamHealth vaultSecretsUpstreamHealth() {
		return new UpstreamHealth();
	}

	@Bean
	VaultConnection vaultSecretsConnection(VaultSecretsProperties properties, ObjectProvider<SslBundles> sslBundles) {
		return new VaultConnection(properties, sslBundles.getIfAvailable());
	}

	@Bean
	VaultLeases vaultSecretsLeases(VaultConnection connection,
			@Qualifier("vaultSecretsUpstreamHealth") UpstreamHealth health) {
		return new VaultLeases(new LeaseCalls(connection.client(), health), connection.timer());
	}

	@Bean
	MappedSecretsMutator vaultSecretsMutator(VaultSecretsProperties properties, VaultConnection connection,
			VaultLeases leases, @Qualifier("vaultSecretsUpstreamHealth") UpstreamHealth health,
			ObjectProvider<VariableRules> rules, ConfigurableEnvironment environment) {
		MapKeys.requireDistinct(environment, VARIABLES);
		SecretMapping mapping = SecretMapping.parse(VARIABLES, properties.variables(),
				rules.getIfAvailable(() -> VariableRules.DEFAULT), VaultReferences::check);
		return new MappedSecretsMutator(NAME, properties.order(), mapping,
				new VaultSecretReader(connection.client(), leases), health);
	}

}
