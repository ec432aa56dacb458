package io.provisionhook.plugin.gcpsecretmanager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import com.google.api.gax.core.CredentialsProvider;
import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * What the mutator and the source of credentials share; there if one of them is.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GcpSecretManagerProperties.class)
class SecretManagerReaderConfiguration {

	static final String HEALTH = "provisionhookGcpSecretManagerUpstreamHealth";

	private static final Duration CREDENTIALS_TIMEOUT = Duration.ofSeconds(5);

	@Bean
	UpstreamHealth provisionhookGcpSecretManagerUpstreamHealth() {
		return new UpstreamHealth();
	}

	@Bean
	SecretManagerReader provisionhookGcpSecretManagerReader(GcpSecretManagerProperties properties,
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
		boolean needed = properties.references().anyMatch((text) -> !SecretNames.isFull(text));
		return (usual != null || !needed) ? usual : host.projectOf(credentials);
	}

}
