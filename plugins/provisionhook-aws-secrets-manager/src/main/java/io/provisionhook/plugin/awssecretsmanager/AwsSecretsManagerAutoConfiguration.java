package io.provisionhook.plugin.awssecretsmanager;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import io.provisionhook.SideEffects;
import io.provisionhook.VariableRules;
import io.provisionhook.plugin.internal.configuration.ConditionalOnEntries;
import io.provisionhook.plugin.internal.configuration.ConfigurationKeys;
import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.internal.mapping.SecretMapping;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Auto-configuration for the mutator that sets variables to secrets of AWS Secrets
 * Manager.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(SecretsManagerClient.class)
@ConditionalOnEntries(AwsSecretsManagerProperties.VARIABLES)
@ConditionalOnMissingBean(name = "provisionhookAwsSecretsManagerMutator")
@Import(AwsSecretReaderConfiguration.class)
public final class AwsSecretsManagerAutoConfiguration {

	static final String NAME = "aws-secrets-manager";

	@Bean
	MappedSecretsMutator provisionhookAwsSecretsManagerMutator(AwsSecretsManagerProperties properties,
			AwsSecretReader reader, @Qualifier(AwsSecretReaderConfiguration.HEALTH) UpstreamHealth health,
			ObjectProvider<VariableRules> rules, ConfigurableEnvironment environment) {
		ConfigurationKeys.requireDistinct(environment, AwsSecretsManagerProperties.VARIABLES);
		SecretMapping mapping = SecretMapping.parse(AwsSecretsManagerProperties.VARIABLES, properties.variables(),
				rules.getIfAvailable(() -> VariableRules.DEFAULT),
				(reference) -> AwsSecretReferences.check(reference, reader.region()));
		// The credentials of the host belong to no workspace, expire, and need no
		// revocation
		return new MappedSecretsMutator(NAME, properties.order(), SideEffects.NONE, mapping, reader, health);
	}

}
