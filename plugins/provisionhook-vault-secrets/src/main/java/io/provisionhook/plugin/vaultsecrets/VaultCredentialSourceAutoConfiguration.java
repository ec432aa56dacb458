package io.provisionhook.plugin.vaultsecrets;

import java.time.Clock;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import io.provisionhook.plugin.internal.configuration.ConditionalOnEntries;
import io.provisionhook.plugin.internal.mapping.CredentialMapping;
import io.provisionhook.plugin.internal.mapping.MappedCredentialSource;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Auto-configuration for a source of credentials for hosts, which are secrets from Vault.
 * Requires an entry in {@code provisionhook.vault-secrets.hosts}.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnEntries(VaultCredentialSourceAutoConfiguration.HOSTS)
@ConditionalOnMissingBean(name = "provisionhookVaultSecretsCredentialSource")
@Import(VaultConnectionConfiguration.class)
public final class VaultCredentialSourceAutoConfiguration {

	static final String HOSTS = VaultSecretsProperties.PREFIX + ".hosts";

	@Bean
	MappedCredentialSource provisionhookVaultSecretsCredentialSource(VaultSecretsProperties properties,
			VaultConnection connection, @Qualifier(VaultConnectionConfiguration.HEALTH) UpstreamHealth health) {
		return create(properties, connection, health, Clock.systemUTC());
	}

	static MappedCredentialSource create(VaultSecretsProperties properties, VaultConnection connection,
			UpstreamHealth health, Clock clock) {
		LeaseClient leaseClient = new LeaseClient(connection.client(), health);
		return new MappedCredentialSource(VaultSecretsAutoConfiguration.NAME,
				CredentialMapping.parse(HOSTS, properties.hosts(), VaultReferenceValidator::validate),
				new VaultSecretReader(connection.client(),
						(id) -> GenerationLeases.ended(leaseClient, connection.scheduler())),
				"Vault", health, clock);
	}

}
