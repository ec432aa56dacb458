package io.provisionhook.plugin.vaultsecrets;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

import io.provisionhook.VariableRules;
import io.provisionhook.plugin.internal.configuration.ConditionalOnEntries;
import io.provisionhook.plugin.internal.configuration.ConfigurationKeys;
import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.internal.mapping.SecretMapping;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;
import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Auto-configuration for the mutator that gives variables secrets from Vault, and for
 * what ties leases to the lives of workspaces. It needs a variable under
 * {@code provisionhook.vault-secrets.variables}.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnEntries(VaultSecretsAutoConfiguration.VARIABLES)
@ConditionalOnMissingBean(name = "provisionhookVaultSecretsMutator")
@Import(VaultConnectionConfiguration.class)
public final class VaultSecretsAutoConfiguration {

	static final String NAME = "vault-secrets";

	static final String VARIABLES = VaultSecretsProperties.PREFIX + ".variables";

	@Bean
	VaultLeases provisionhookVaultSecretsLeases(VaultConnection connection,
			@Qualifier(VaultConnectionConfiguration.HEALTH) UpstreamHealth health, ListableBeanFactory beanFactory) {
		return new VaultLeases(new LeaseCalls(connection.client(), health), connection.timer(), () -> BeanFactoryUtils
			.beanNamesForTypeIncludingAncestors(beanFactory, WorkspaceHandler.class, true, false).length > 0);
	}

	@Bean
	MappedSecretsMutator provisionhookVaultSecretsMutator(VaultSecretsProperties properties, VaultConnection connection,
			VaultLeases leases, @Qualifier(VaultConnectionConfiguration.HEALTH) UpstreamHealth health,
			ObjectProvider<VariableRules> rules, ConfigurableEnvironment environment) {
		ConfigurationKeys.requireDistinct(environment, VARIABLES);
		SecretMapping mapping = SecretMapping.parse(VARIABLES, properties.variables(),
				rules.getIfAvailable(() -> VariableRules.DEFAULT), VaultReferences::check);
		return new MappedSecretsMutator(NAME, properties.order(), properties.authentication().sideEffects(), mapping,
				new VaultSecretReader(connection.client(), leases::of), health);
	}

}
