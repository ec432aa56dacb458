package io.provisionhook.autoconfigure;

import java.util.concurrent.Executor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.Registry;
import io.provisionhook.RegistryBuilder;
import io.provisionhook.RunListener;
import io.provisionhook.RunObserver;
import io.provisionhook.VariableRules;

/**
 * The registry, and how it gets to those that want it.
 */
@Configuration(proxyBeanMethods = false)
@Import(RegistryStartConfiguration.class)
class RegistryConfiguration {

	@Bean
	RunExecutors provisionhookRunExecutors(@Qualifier(RunExecutors.MUTATORS) ObjectProvider<Executor> mutators,
			@Qualifier(RunExecutors.FETCHES) ObjectProvider<Executor> fetches, Environment environment) {
		return new RunExecutors(mutators.getIfAvailable(), fetches.getIfAvailable(), environment);
	}

	@Bean
	@ConditionalOnMissingBean
	Registry envMutatorRegistry(ObjectProvider<EnvMutator> mutators, ObjectProvider<RunListener> listeners,
			ObjectProvider<RunObserver> observer, ProvisionhookProperties properties, LeaseProperties leases,
			VariableRules rules, RunExecutors executors, ContextPropagation contextPropagation,
			DefaultListableBeanFactory beanFactory) {
		if (!properties.enabled()) {
			return Registry.builder().policies((name) -> MutatorPolicy.DEFAULT.withEnabled(false)).build();
		}
		RegistryBuilder builder = Registry.builder()
			.policies(properties::policyOf)
			.timeout(properties.timeout())
			.conflicts(properties.conflicts())
			.rules(rules)
			.minimumLease(leases.minimum())
			.maxAbandonedThreads(properties.maxAbandonedThreads())
			.taskDecorator(contextPropagation);
		executors.applyTo(builder);
		listeners.orderedStream().forEach(builder::listener);
		observer.ifAvailable(builder::observer);
		Registry registry = builder.listener(new RunWarnings()).build();
		EnvMutatorBeans beans = new EnvMutatorBeans(beanFactory);
		mutators.orderedStream().forEach((mutator) -> registry.register(mutator, beans.sourceOf(mutator)));
		return registry;
	}

	@Bean
	static EnvMutatorsInjector envMutatorsInjector(ObjectProvider<Registry> registry) {
		return new EnvMutatorsInjector(registry);
	}

}
