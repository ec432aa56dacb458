package io.provisionhook.autoconfigure;

import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import io.provisionhook.EnvMutator;

/**
 * Finds the bean behind a mutator.
 *
 * @since 0.1.0
 */
public final class EnvMutatorBeans {

	private final DefaultListableBeanFactory beanFactory;

	/**
	 * Create a finder.
	 * @param beanFactory where the beans are
	 */
	public EnvMutatorBeans(DefaultListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Find the bean that a mutator is.
	 * @param mutator the mutator
	 * @return the bean; empty if the mutator is none, or not a singleton
	 */
	public Optional<EnvMutatorBean> find(EnvMutator mutator) {
		return Stream.of(this.beanFactory.getBeanNamesForType(EnvMutator.class, false, true))
			.filter((name) -> this.beanFactory.getBean(name) == mutator)
			.findFirst()
			.map((name) -> new EnvMutatorBean(name, this.beanFactory.getOrder(name, mutator)));
	}

	String sourceOf(EnvMutator mutator) {
		return find(mutator).map((bean) -> "bean '" + bean.name() + "'").orElseGet(() -> typeOf(mutator).getName());
	}

	/**
	 * Return the class that a mutator was written as.
	 * @param mutator the mutator
	 * @return its class, without proxies
	 */
	public static Class<?> typeOf(EnvMutator mutator) {
		return AopProxyUtils.ultimateTargetClass(mutator);
	}

	/**
	 * A bean that is a mutator.
	 *
	 * @param name the name of the bean
	 * @param order its order value, the lowest running first
	 */
	public record EnvMutatorBean(String name, int order) {
	}

}
