package io.provisionhook.plugin.awssecretsmanager;

import java.time.Clock;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import io.provisionhook.plugin.internal.configuration.ConditionalOnEntries;
import io.provisionhook.plugin.internal.mapping.CredentialMapping;
import io.provisionhook.plugin.internal.mapping.MappedCredentialSource;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Auto-configuration for the credential source that returns secrets of AWS Secrets
 * Manager.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(SecretsManagerClient.class)
@ConditionalOnEntries(AwsSecretsManagerProperties.HOSTS)
@ConditionalOnMissingBean(name = "provisionhookAwsSecretsManagerCredentialSource")
@Import(AwsSecretReaderConfiguration.class)
public final class AwsCredentialSourceAutoConfiguration {

	@Bean
	MappedCredentialSource provisionhookAwsSecretsManagerCredentialSource(AwsSecretsManagerProperties properties,
			AwsSecretReader reader, @Qualifier(AwsSecretReaderConfiguration.HEALTH) UpstreamHealth health) {
		return create(properties, reader, health, Clock.systemUTC());
	}

	static MappedCredentialSource create(AwsSecretsManagerProperties properties, AwsSecretReader reader,
			UpstreamHealth health, Clock clock) {
		CredentialMapping mapping = CredentialMapping.parse(AwsSecretsManagerProperties.HOSTS, properties.hosts(),
				(reference) -> AwsSecretReferences.check(reference, reader.region()));
		return new MappedCredentialSource(AwsSecretsManagerAutoConfiguration.NAME, mapping, reader,
				"AWS Secrets Manager", health, clock);
	}

}
