package io.provisionhook.plugin.awssecretsmanager;

import java.time.Duration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Beans that the mutator and the credential source share. Imported by each of them.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AwsSecretsManagerProperties.class)
class AwsSecretReaderConfiguration {

	static final String HEALTH = "provisionhookAwsSecretsManagerUpstreamHealth";

	private static final Duration REGION_TIMEOUT = Duration.ofSeconds(5);

	@Bean
	UpstreamHealth provisionhookAwsSecretsManagerUpstreamHealth() {
		return new UpstreamHealth();
	}

	@Bean
	AwsSecretReader provisionhookAwsSecretsManagerReader(AwsSecretsManagerProperties properties,
			ObjectProvider<AwsRegionProvider> regions, ObjectProvider<AwsCredentialsProvider> credentials) {
		AwsRegionProvider provider = regions.getIfAvailable(DefaultAwsRegionProviderChain::new);
		Region region = new AwsRegionResolver(provider, REGION_TIMEOUT).resolve(properties.region());
		return new AwsSecretReader(AwsClientFactory.create(region, properties.endpoint()),
				AwsHostCredentials.of(credentials.getIfAvailable()), properties.batch(), new AwsFailures(region.id()));
	}

}
