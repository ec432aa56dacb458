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
 * Beans that the mutator and the credential source share. Imported by each of them.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GcpSecretManagerProperties.class)
class GcpSecretReaderConfiguration {

	static final String HEALTH = "provisionhookGcpSecretManagerUpstreamHealth";

	private static final Duration CREDENTIALS_TIMEOUT = Duration.ofSeconds(5);

	@Bean
	UpstreamHealth provisionhookGcpSecretManagerUpstreamHealth() {
		return new UpstreamHealth();
	}

	@Bean
	GcpSecretReader provisionhookGcpSecretManagerReader(GcpSecretManagerProperties properties,
			ObjectProvider<CredentialsProvider> provider, Environment environment) {
		GcpCredentialsResolver resolver = new GcpCredentialsResolver(GoogleCredentials::getApplicationDefault,
				CREDENTIALS_TIMEOUT);
		Credentials credentials = credentials(resolver, properties, provider.getIfAvailable());
		GcpSecretNames names = new GcpSecretNames(project(resolver, properties, credentials, environment),
				StringUtils.hasText(properties.location()) ? properties.location() : null);
		return new GcpSecretReader(GcpClientFactory.create(credentials, properties.endpoint(), names.location()),
				credentials, names);
	}

	private static Credentials credentials(GcpCredentialsResolver resolver, GcpSecretManagerProperties properties,
			@Nullable CredentialsProvider provider) {
		if (provider == null || properties.credentials() != null) {
			return resolver.resolve(properties.credentials());
		}
		try {
			return provider.getCredentials();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static @Nullable String project(GcpCredentialsResolver resolver, GcpSecretManagerProperties properties,
			Credentials credentials, Environment environment) {
		if (StringUtils.hasText(properties.project())) {
			return properties.project();
		}
		String project = environment.getProperty("GOOGLE_CLOUD_PROJECT");
		boolean needed = properties.references().anyMatch((text) -> !GcpSecretNames.isFull(text));
		return (project != null || !needed) ? project : resolver.projectOf(credentials);
	}

}
