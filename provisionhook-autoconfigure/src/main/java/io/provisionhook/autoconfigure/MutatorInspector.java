package io.provisionhook.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;

import io.provisionhook.Registration;

/**
 * Provides the details of registered mutators that only the application context knows.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class MutatorInspector {

	private final EnvMutatorBeans beans;

	private final MutatorPolicies policies;

	MutatorInspector(EnvMutatorBeans beans, MutatorPolicies policies) {
		this.beans = beans;
		this.policies = policies;
	}

	/**
	 * Return the details of a mutator.
	 * @param registration the registration of the mutator
	 * @return the details
	 */
	public Details inspect(Registration registration) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(registration.mutator());
		boolean required = this.policies.isRequired(registration.name());
		return this.beans.find(registration.mutator())
			.map((bean) -> new Details(type, bean.name(), bean.order(), required))
			.orElseGet(() -> new Details(type, null, null, required));
	}

	/**
	 * Details of a mutator.
	 *
	 * @param type the class of the mutator, without proxies
	 * @param bean the name of the bean, {@code null} if the mutator is no bean
	 * @param order the order value of the bean, {@code null} if the mutator is no bean
	 * @param required whether the application requires the mutator to start
	 */
	public record Details(Class<?> type, @Nullable String bean, @Nullable Integer order, boolean required) {
	}

}
