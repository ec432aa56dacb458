package io.provisionhook.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import io.provisionhook.EnvMutator;
import io.provisionhook.EnvMutatorsAware;
import io.provisionhook.Registry;
import io.provisionhook.RegistryBuilder;
import io.provisionhook.RunInterceptor;

/**
 * Auto-configuration for the {@link Registry} of {@link EnvMutator} beans, which is given
 * to every {@link EnvMutatorsAware} bean.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "provisionhook.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ProvisionhookProperties.class)
public final class ProvisionhookAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Registry envMutatorRegistry(ObjectProvider<EnvMutator> mutators, ObjectProvider<RunInterceptor> interceptors,
			ProvisionhookProperties properties, DefaultListableBeanFactory beanFactory) {
		RegistryBuilder builder = Registry.builder().policies(properties::policyOf);
		interceptors.orderedStream().forEach(builder::interceptor);
		Registry registry = builder.build();
		EnvMutatorBeans beans = new EnvMutatorBeans(beanFactory);
		mutators.orderedStream().forEach((mutator) -> registry.register(mutator, beans.sourceOf(mutator)));
		return registry;
	}

	@Bean
	static EnvMutatorsInjector envMutatorsInjector(ObjectProvider<Registry> registry) {
		return new EnvMutatorsInjector(registry);
	}

	@Bean
	ChainLogger provisionhookChainLogger(Registry registry) {
		return new ChainLogger(registry);
	}

}
