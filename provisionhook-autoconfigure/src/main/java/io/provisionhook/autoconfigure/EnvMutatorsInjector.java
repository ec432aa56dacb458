package io.provisionhook.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

import io.provisionhook.EnvMutatorsAware;
import io.provisionhook.Registry;

/**
 * Gives the registry to every bean that wants it, before the bean is initialized: no
 * handler may start a workspace without the hook just because it started early.
 */
final class EnvMutatorsInjector implements BeanPostProcessor {

	private final ObjectProvider<Registry> registry;

	EnvMutatorsInjector(ObjectProvider<Registry> registry) {
		this.registry = registry;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof EnvMutatorsAware aware) {
			aware.setEnvMutators(this.registry.getObject());
		}
		return bean;
	}

}
