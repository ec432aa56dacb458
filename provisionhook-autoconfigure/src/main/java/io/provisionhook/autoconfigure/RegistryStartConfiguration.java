package io.provisionhook.autoconfigure;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.Registry;

/**
 * What is done with the registry once all beans are there.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "provisionhook.enabled", matchIfMissing = true)
class RegistryStartConfiguration {

	@Bean
	MutatorChecks provisionhookMutatorChecks(Registry registry, ProvisionhookProperties properties,
			EnvMutatorBeans beans, ListableBeanFactory beanFactory) {
		return new MutatorChecks(registry, properties, beans, beanFactory);
	}

	@Bean
	ChainLogger provisionhookChainLogger(Registry registry) {
		return new ChainLogger(registry);
	}

}
