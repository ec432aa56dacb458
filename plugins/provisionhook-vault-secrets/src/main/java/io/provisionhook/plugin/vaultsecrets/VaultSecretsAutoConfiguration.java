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
 * Auto-configuration for the mutator that sets variables to secrets from Vault, and for
 * the management of their leases. Requires an entry in
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
	LeaseManager provisionhookVaultSecretsLeases(VaultConnection connection,
			@Qualifier(VaultConnectionConfiguration.HEALTH) UpstreamHealth health, ListableBeanFactory beanFactory) {
		return new LeaseManager(new LeaseClient(connection.client(), health), connection.scheduler(),
				() -> BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, WorkspaceHandler.class, true,
						false).length > 0);
	}

	@Bean
	MappedSecretsMutator provisionhookVaultSecretsMutator(VaultSecretsProperties properties, VaultConnection connection,
			LeaseManager leases, @Qualifier(VaultConnectionConfiguration.HEALTH) UpstreamHealth health,
			ObjectProvider<VariableRules> rules, ConfigurableEnvironment environment) {
		ConfigurationKeys.requireDistinct(environment, VARIABLES);
		SecretMapping mapping = SecretMapping.parse(VARIABLES, properties.variables(),
				rules.getIfAvailable(() -> VariableRules.DEFAULT), VaultReferenceValidator::validate);
		return new MappedSecretsMutator(NAME, properties.order(), properties.authentication().sideEffects(), mapping,
				new VaultSecretReader(connection.client(), leases::of), health);
	}

}
