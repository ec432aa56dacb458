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
 * Auto-configuration for a source that has secrets of AWS Secrets Manager as credentials
 * for hosts.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(SecretsManagerClient.class)
@ConditionalOnEntries(AwsSecretsManagerProperties.HOSTS)
@ConditionalOnMissingBean(name = "provisionhookAwsSecretsManagerCredentialSource")
@Import(SecretsManagerReaderConfiguration.class)
public final class AwsCredentialSourceAutoConfiguration {

	@Bean
	MappedCredentialSource provisionhookAwsSecretsManagerCredentialSource(AwsSecretsManagerProperties properties,
			SecretsManagerReader reader, @Qualifier(SecretsManagerReaderConfiguration.HEALTH) UpstreamHealth health) {
		return create(properties, reader, health, Clock.systemUTC());
	}

	static MappedCredentialSource create(AwsSecretsManagerProperties properties, SecretsManagerReader reader,
			UpstreamHealth health, Clock clock) {
		CredentialMapping mapping = CredentialMapping.parse(AwsSecretsManagerProperties.HOSTS, properties.hosts(),
				(reference) -> SecretsManagerReferences.check(reference, reader.region()));
		return new MappedCredentialSource(AwsSecretsManagerAutoConfiguration.NAME, mapping, reader,
				"AWS Secrets Manager", health, clock);
	}

}
