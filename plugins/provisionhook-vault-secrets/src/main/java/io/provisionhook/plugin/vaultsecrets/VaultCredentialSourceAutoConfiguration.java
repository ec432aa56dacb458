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
 * Auto-configuration for a source that has secrets of Vault as credentials for hosts. It
 * needs an entry in {@code provisionhook.vault-secrets.hosts}.
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
		LeaseCalls calls = new LeaseCalls(connection.client(), health);
		return new MappedCredentialSource(VaultSecretsAutoConfiguration.NAME,
				CredentialMapping.parse(HOSTS, properties.hosts(), VaultReferences::check),
				new VaultSecretReader(connection.client(), (id) -> WorkspaceLeases.ended(calls, connection.timer())),
				"Vault", health, clock);
	}

}
