package io.provisionhook.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

import io.provisionhook.EnvMutatorsAware;
import io.provisionhook.Registry;

/**
 * Sets the registry of every {@link EnvMutatorsAware} bean before its initialization, so
 * that no handler starts a workspace without the hook.
 */
final class EnvMutatorsAwareProcessor implements BeanPostProcessor {

	private final ObjectProvider<Registry> registry;

	EnvMutatorsAwareProcessor(ObjectProvider<Registry> registry) {
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
