package io.provisionhook.autoconfigure;

import java.util.concurrent.Executor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

import io.provisionhook.MutatorPolicy;
import io.provisionhook.Registry;
import io.provisionhook.RegistryBuilder;
import io.provisionhook.RunListener;
import io.provisionhook.RunObserver;
import io.provisionhook.VariableRules;
import io.provisionhook.autoconfigure.EnvMutatorBeans.EnvMutatorBean;

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
	EnvMutatorBeans provisionhookMutatorBeans(DefaultListableBeanFactory beanFactory) {
		return new EnvMutatorBeans(beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	Registry provisionhookRegistry(EnvMutatorBeans mutators, ObjectProvider<RunListener> listeners,
			ObjectProvider<RunObserver> observer, ProvisionhookProperties properties, MutatorPolicies policies,
			LeaseProperties leases, VariableRules rules, RunExecutors executors,
			ContextPropagation contextPropagation) {
		if (!properties.enabled()) {
			return Registry.builder().policies((name) -> MutatorPolicy.DEFAULT.withEnabled(false)).build();
		}
		RegistryBuilder builder = Registry.builder()
			.policies(policies::policyOf)
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
		for (EnvMutatorBean bean : mutators.all()) {
			register(bean, registry);
		}
		return registry;
	}

	private static void register(EnvMutatorBean bean, Registry registry) {
		// Before it is asked for its name, which may be asynchronous as well
		AsyncMutators.refuse(bean.target(), bean.toString());
		try {
			registry.register(bean.mutator(), bean.toString());
		}
		catch (IllegalArgumentException ex) {
			throw new HookSetupException("The mutator that is " + bean + " can't be registered: " + ex.getMessage(),
					"Correct its name() or sideEffects(); the name is what properties, metrics and errors call it.",
					ex);
		}
	}

	@Bean
	static EnvMutatorsInjector provisionhookMutatorsInjector(ObjectProvider<Registry> registry) {
		return new EnvMutatorsInjector(registry);
	}

}
