package io.provisionhook.plugin.gcpsecretmanager;

import java.time.Clock;

import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import io.provisionhook.plugin.internal.configuration.ConditionalOnEntries;
import io.provisionhook.plugin.internal.mapping.CredentialMapping;
import io.provisionhook.plugin.internal.mapping.MappedCredentialSource;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Auto-configuration for the credential source that returns secrets of Google Cloud
 * Secret Manager.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(SecretManagerServiceClient.class)
@ConditionalOnEntries(GcpSecretManagerProperties.HOSTS)
@ConditionalOnMissingBean(name = "provisionhookGcpSecretManagerCredentialSource")
@Import(GcpSecretReaderConfiguration.class)
public final class GcpCredentialSourceAutoConfiguration {

	@Bean
	MappedCredentialSource provisionhookGcpSecretManagerCredentialSource(GcpSecretManagerProperties properties,
			GcpSecretReader reader, @Qualifier(GcpSecretReaderConfiguration.HEALTH) UpstreamHealth health) {
		return create(properties, reader, health, Clock.systemUTC());
	}

	static MappedCredentialSource create(GcpSecretManagerProperties properties, GcpSecretReader reader,
			UpstreamHealth health, Clock clock) {
		CredentialMapping mapping = CredentialMapping.parse(GcpSecretManagerProperties.HOSTS, properties.hosts(),
				reader.names()::check);
		return new MappedCredentialSource(GcpSecretManagerAutoConfiguration.NAME, mapping, reader,
				"Google Secret Manager", health, clock);
	}

}
