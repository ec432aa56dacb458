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
 * What the mutator and the source of credentials share; there if one of them is.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AwsSecretsManagerProperties.class)
class SecretsManagerReaderConfiguration {

	static final String HEALTH = "provisionhookAwsSecretsManagerUpstreamHealth";

	private static final Duration REGION_TIMEOUT = Duration.ofSeconds(5);

	@Bean
	UpstreamHealth provisionhookAwsSecretsManagerUpstreamHealth() {
		return new UpstreamHealth();
	}

	@Bean
	SecretsManagerReader provisionhookAwsSecretsManagerReader(AwsSecretsManagerProperties properties,
			ObjectProvider<AwsRegionProvider> regions, ObjectProvider<AwsCredentialsProvider> credentials) {
		AwsRegionProvider usual = regions.getIfAvailable(DefaultAwsRegionProviderChain::new);
		Region region = new AwsRegion(usual, REGION_TIMEOUT).find(properties.region());
		return new SecretsManagerReader(SecretsManagerClients.create(region, properties.endpoint()),
				HostCredentials.of(credentials.getIfAvailable()), properties.batch(),
				new SecretsManagerFailures(region.id()));
	}

}
