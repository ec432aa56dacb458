package com.example.artifacts;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.util.Assert;

/**
 * Auto-configuration of the plugin.
 */
@AutoConfiguration
@ConditionalOnProperty("provisionhook.artifact-token.url")
@EnableConfigurationProperties(ArtifactTokenProperties.class)
public final class ArtifactTokenAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "artifactTokenMutator")
	ArtifactTokenMutator artifactTokenMutator(ArtifactTokenProperties properties) {
		Assert.hasText(properties.key(), "'provisionhook.artifact-token.key' is missing, ask the artifact server's team");
		ArtifactServer server = new ArtifactServer(properties.url(), properties.key());
		return new ArtifactTokenMutator(server, properties.order());
	}

}
