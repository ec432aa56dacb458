package io.provisionhook.autoconfigure;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.Registry;

/**
 * What is done with the registry once all beans are there.
 */
@Configuration(proxyBeanMethods = false)
class RegistryStartConfiguration {

	@Bean
	ChainLogger provisionhookChainLogger(Registry registry) {
		return new ChainLogger(registry);
	}

}
