package io.provisionhook.plugin.gcpsecretmanager;

import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

import io.provisionhook.SideEffects;
import io.provisionhook.VariableRules;
import io.provisionhook.plugin.internal.configuration.ConditionalOnEntries;
import io.provisionhook.plugin.internal.configuration.ConfigurationKeys;
import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.internal.mapping.SecretMapping;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Auto-configuration for the mutator that sets variables to secrets of Google Cloud
 * Secret Manager.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(SecretManagerServiceClient.class)
@ConditionalOnEntries(GcpSecretManagerProperties.VARIABLES)
@ConditionalOnMissingBean(name = "provisionhookGcpSecretManagerMutator")
@Import(GcpSecretReaderConfiguration.class)
public final class GcpSecretManagerAutoConfiguration {

	static final String NAME = "gcp-secret-manager";

	@Bean
	MappedSecretsMutator provisionhookGcpSecretManagerMutator(GcpSecretManagerProperties properties,
			GcpSecretReader reader, @Qualifier(GcpSecretReaderConfiguration.HEALTH) UpstreamHealth health,
			ObjectProvider<VariableRules> rules, ConfigurableEnvironment environment) {
		ConfigurationKeys.requireDistinct(environment, GcpSecretManagerProperties.VARIABLES);
		SecretMapping mapping = SecretMapping.parse(GcpSecretManagerProperties.VARIABLES, properties.variables(),
				rules.getIfAvailable(() -> VariableRules.DEFAULT), reader.names()::check);
		// The credentials of the host belong to no workspace, expire, and need no
		// revocation
		return new MappedSecretsMutator(NAME, properties.order(), SideEffects.NONE, mapping, reader, health);
	}

}
