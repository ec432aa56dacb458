package io.provisionhook.plugin.gcpsecretmanager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import com.google.api.gax.core.CredentialsProvider;
import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.provisionhook.VariableRules;
import io.provisionhook.plugin.configuration.MapKeys;
import io.provisionhook.plugin.mapping.ConditionalOnVariables;
import io.provisionhook.plugin.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.mapping.SecretMapping;
import io.provisionhook.plugin.upstream.UpstreamHealth;

/**
 * Auto-configuration for a mutator that gives variables the secrets of Google Cloud
 * Secret Manager.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(SecretManagerServiceClient.class)
@ConditionalOnVariables(GcpSecretManagerProperties.VARIABLES)
@EnableConfigurationProperties(GcpSecretManagerProperties.class)
public final class GcpSecretManagerAutoConfiguration {

	private static final Duration CREDENTIALS_TIMEOUT = Duration.ofSeconds(5);

	@Bean
	@ConditionalOnMissingBean(name = "gcpSecretManagerMutator")
	SecretManagerReader gcpSecretManagerReader(GcpSecretManagerProperties properties,
			ObjectProvider<CredentialsProvider> provider, Environment environment) {
		HostCredentials host = new HostCredentials(GoogleCredentials::getApplicationDefault, CREDENTIALS_TIMEOUT);
		Credentials credentials = credentials(host, properties, provider.getIfAvailable());
		SecretNames names = new SecretNames(project(host, properties, credentials, environment),
				StringUtils.hasText(properties.location()) ? properties.location() : null);
		return new SecretManagerReader(
				SecretManagerClients.create(credentials, properties.endpoint(), names.location()), credentials, names);
	}

	private static Credentials credentials(HostCredentials host, GcpSecretManagerProperties properties,
			@Nullable CredentialsProvider provider) {
		if (provider == null || properties.credentials() != null) {
			return host.find(properties.credentials());
		}
		try {
			return provider.getCredentials();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static @Nullable String project(HostCredentials host, GcpSecretManagerProperties properties,
			Credentials credentials, Environment environment) {
		if (StringUtils.hasText(properties.project())) {
			return properties.project();
		}
		String usual = environment.getProperty("GOOGLE_CLOUD_PROJECT");
		boolean needed = properties.variables().values().stream().anyMatch((text) -> !SecretNames.isFull(text));
		return (usual != null || !needed) ? usual : host.projectOf(credentials);
	}

	@Bean
	@ConditionalOnMissingBean(name = "gcpSecretManagerMutator")
	MappedSecretsMutator gcpSecretManagerMutator(GcpSecretManagerProperties properties, SecretManagerReader reader,
			@Qualifier("gcpSecretManagerUpstreamHealth") UpstreamHealth health, ObjectProvider<VariableRules> rules,
			ConfigurableEnvironment environment) {
		MapKeys.requireDistinct(environment, GcpSecretManagerProperties.VARIABLES);
		SecretMapping mapping = SecretMapping.parse(GcpSecretManagerProperties.VARIABLES, properties.variables(),
				rules.getIfAvailable(() -> VariableRules.DEFAULT), reader.names()::check);
		return new MappedSecretsMutator("gcp-secret-manager", properties.order(), mapping, reader, health);
	}

	@Bean
	UpstreamHealth gcpSecretManagerUpstreamHealth() {
		return new UpstreamHealth();
	}

}
