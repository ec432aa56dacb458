package io.provisionhook.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.task.TaskDecorator;

import io.provisionhook.EnvMutator;
import io.provisionhook.EnvMutatorsAware;
import io.provisionhook.Registry;
import io.provisionhook.VariableRules;
import io.provisionhook.autoconfigure.ProvisionhookProperties.Variables;

/**
 * Auto-configuration for the {@link Registry} of {@link EnvMutator} beans, its injection
 * into {@link EnvMutatorsAware} beans, the {@link VariableRules}, and the propagation of
 * context to the threads of mutators and workspaces.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@EnableConfigurationProperties({ ProvisionhookProperties.class, LeaseProperties.class })
@Import(RegistryConfiguration.class)
public final class ProvisionhookAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	VariableRules provisionhookVariableRules(ProvisionhookProperties properties) {
		Variables variables = properties.variables();
		return VariableRules.builder()
			.protect(variables.protectedNames())
			.allow(variables.allowedNames())
			.secret(variables.secretNames())
			.maxTotalSize(variables.maxTotalSize().toBytes())
			.build();
	}

	@Bean
	MutatorPolicies provisionhookMutatorPolicies(ConfigurableEnvironment environment,
			ProvisionhookProperties properties) {
		return new MutatorPolicies(environment, properties.defaults());
	}

	@Bean
	ContextPropagation provisionhookContextPropagation(ObjectProvider<TaskDecorator> decorator,
			ConfigurableBeanFactory beanFactory) {
		return new ContextPropagation(decorator.getIfUnique(), beanFactory.getBeanClassLoader());
	}

}
