package io.provisionhook.autoconfigure;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

import io.provisionhook.Registry;

/**
 * What is done with the registry once all beans are there.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "provisionhook.enabled", matchIfMissing = true)
class RegistryStartConfiguration {

	@Bean
	static UnknownPropertyCheck provisionhookUnknownPropertyCheck(ConfigurableEnvironment environment) {
		return new UnknownPropertyCheck(environment);
	}

	@Bean
	MutatorChecks provisionhookMutatorChecks(Registry registry, ProvisionhookProperties properties,
			MutatorPolicies policies, EnvMutatorBeans beans, ListableBeanFactory beanFactory) {
		return new MutatorChecks(registry, properties.unknownProperties(), policies, beans, beanFactory);
	}

	@Bean
	ChainLogger provisionhookChainLogger(Registry registry) {
		return new ChainLogger(registry);
	}

}
