package io.provisionhook.plugin.awssecretsmanager;

import java.time.Duration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import io.provisionhook.VariableRules;
import io.provisionhook.plugin.configuration.MapKeys;
import io.provisionhook.plugin.mapping.ConditionalOnVariables;
import io.provisionhook.plugin.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.mapping.SecretMapping;
import io.provisionhook.plugin.upstream.UpstreamHealth;

/**
 * Auto-configuration for a mutator that gives variables the secrets of AWS Secrets
 * Manager.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(SecretsManagerClient.class)
@ConditionalOnVariables(AwsSecretsManagerProperties.VARIABLES)
@EnableConfigurationProperties(AwsSecretsManagerProperties.class)
public final class AwsSecretsManagerAutoConfiguration {

	private static final Duration REGION_TIMEOUT = Duration.ofSeconds(5);

	@Bean
	@ConditionalOnMissingBean(name = "awsSecretsManagerMutator")
	SecretsManagerReader awsSecretsManagerReader(AwsSecretsManagerProperties properties,
			ObjectProvider<AwsRegionProvider> regions, ObjectProvider<AwsCredentialsProvider> credentials) {
		AwsRegionProvider usual = regions.getIfAvailable(DefaultAwsRegionProviderChain::new);
		Region region = new AwsRegion(usual, REGION_TIMEOUT).find(properties.region());
		return new SecretsManagerReader(SecretsManagerClients.create(region, properties.endpoint()),
				HostCredentials.of(credentials.getIfAvailable()), properties.batch(),
				new SecretsManagerFailures(region.id()));
	}

	@Bean
	@ConditionalOnMissingBean(name = "awsSecretsManagerMutator")
	MappedSecretsMutator awsSecretsManagerMutator(AwsSecretsManagerProperties properties, SecretsManagerReader reader,
			@Qualifier("awsSecretsManagerUpstreamHealth") UpstreamHealth health, ObjectProvider<VariableRules> rules,
			ConfigurableEnvironment environment) {
		MapKeys.requireDistinct(environment, AwsSecretsManagerProperties.VARIABLES);
		SecretMapping mapping = SecretMapping.parse(AwsSecretsManagerProperties.VARIABLES, properties.variables(),
				rules.getIfAvailable(() -> VariableRules.DEFAULT),
				(reference) -> SecretsManagerReferences.check(reference, reader.region()));
		return new MappedSecretsMutator("aws-secrets-manager", properties.order(), mapping, reader, health);
	}

	@Bean
	UpstreamHealth awsSecretsManagerUpstreamHealth() {
		return new UpstreamHealth();
	}

}
