package io.provisionhook.autoconfigure;

import java.util.concurrent.Executor;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

import io.provisionhook.MutatorPolicy;
import io.provisionhook.Registry;
import io.provisionhook.RunListener;
import io.provisionhook.RunObserver;
import io.provisionhook.VariableRules;
import io.provisionhook.autoconfigure.EnvMutatorBeans.EnvMutatorBean;

/**
 * Configuration of the registry, its injection and the checks at startup.
 */
@Configuration(proxyBeanMethods = false)
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
		Registry.Builder builder = Registry.builder()
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
		Registry registry = builder.listener(new LoggingRunListener()).build();
		for (EnvMutatorBean bean : mutators.all()) {
			register(bean, registry);
		}
		return registry;
	}

	private static void register(EnvMutatorBean bean, Registry registry) {
		// Before the call of name(), which may be asynchronous too
		AsyncMutatorCheck.check(bean.target(), bean.toString());
		try {
			registry.register(bean.mutator(), bean.toString());
		}
		catch (IllegalArgumentException ex) {
			throw new HookSetupException("Mutator " + bean + " can't be registered: " + ex.getMessage() + ".",
					"Correct its name(), sideEffects() or dangerousVariables(). Properties, metrics and errors use the name.",
					ex);
		}
	}

	@Bean
	static EnvMutatorsAwareProcessor provisionhookMutatorsAwareProcessor(ObjectProvider<Registry> registry) {
		return new EnvMutatorsAwareProcessor(registry);
	}

	@Bean
	MutatorInspector provisionhookMutatorInspector(EnvMutatorBeans beans, MutatorPolicies policies) {
		return new MutatorInspector(beans, policies);
	}

	/**
	 * Configuration of the checks at startup, unless Provisionhook is disabled.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "provisionhook.enabled", matchIfMissing = true)
	static class StartupConfiguration {

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

}
