package io.provisionhook.autoconfigure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.PriorityOrdered;
import org.springframework.util.function.SingletonSupplier;

import io.provisionhook.EnvMutator;

/**
 * The mutators that are beans of a context or of its ancestors, by their place in the
 * chain. They are looked for once, when somebody first asks. Thread-safe.
 *
 * @since 0.1.0
 */
public final class EnvMutatorBeans {

	private final SingletonSupplier<List<EnvMutatorBean>> beans;

	/**
	 * Create a finder.
	 * @param beanFactory where the beans are
	 */
	public EnvMutatorBeans(DefaultListableBeanFactory beanFactory) {
		this.beans = SingletonSupplier.of(() -> findAll(beanFactory));
	}

	private static List<EnvMutatorBean> findAll(DefaultListableBeanFactory beanFactory) {
		List<EnvMutatorBean> found = findInAncestors(beanFactory.getParentBeanFactory());
		List<EnvMutatorBean> all = new ArrayList<>(found);
		for (String name : beanFactory.getBeanNamesForType(EnvMutator.class)) {
			if (isCandidate(beanFactory, name) && beanFactory.getBean(name) instanceof EnvMutator mutator
					&& found.stream().noneMatch((bean) -> bean.mutator() == mutator)) {
				all.add(describe(beanFactory, name, mutator));
			}
		}
		all.sort(Comparator.comparing((EnvMutatorBean bean) -> !(bean.target() instanceof PriorityOrdered))
			.thenComparing(EnvMutatorBean::order));
		return all;
	}

	private static List<EnvMutatorBean> findInAncestors(@Nullable BeanFactory parent) {
		BeanFactory factory = (parent instanceof ConfigurableApplicationContext context) ? context.getBeanFactory()
				: parent;
		return (factory instanceof DefaultListableBeanFactory ancestor)
				? findAll(ancestor).stream().map(EnvMutatorBean::asInherited).toList() : List.of();
	}

	// As Spring chooses what it injects into a list
	private static boolean isCandidate(DefaultListableBeanFactory beanFactory, String name) {
		RootBeanDefinition definition = definitionOf(beanFactory, name);
		return definition == null || (definition.isAutowireCandidate() && definition.isDefaultCandidate());
	}

	// What a scoped proxy stands for knows its order, the proxy does not. It is found by
	// its
	// name, since definitions that were generated ahead of time do not refer to each
	// other
	private static EnvMutatorBean describe(DefaultListableBeanFactory beanFactory, String name, EnvMutator mutator) {
		String scoped = ScopedProxyUtils.getTargetBeanName(name);
		boolean proxy = beanFactory.containsBeanDefinition(scoped);
		String targetName = proxy ? scoped : name;
		Object target = proxy ? beanFactory.getBean(scoped) : mutator;
		return new EnvMutatorBean(name, mutator, target, beanFactory.getOrder(targetName, target), false);
	}

	private static @Nullable RootBeanDefinition definitionOf(DefaultListableBeanFactory beanFactory, String name) {
		return (beanFactory.containsBeanDefinition(name)
				&& beanFactory.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition) ? definition
						: null;
	}

	/**
	 * Return the mutators that run if the registry is the auto-configured one.
	 * @return the beans in the order in which they run
	 */
	List<EnvMutatorBean> all() {
		return this.beans.obtain();
	}

	/**
	 * Find the bean that a mutator is.
	 * @param mutator the mutator
	 * @return the bean; empty if the mutator is none
	 */
	public Optional<EnvMutatorBean> find(EnvMutator mutator) {
		return all().stream().filter((bean) -> bean.mutator() == mutator).findFirst();
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
	 * @param mutator the mutator
	 * @param target what the mutator stands for if it is a scoped proxy, or else the
	 * mutator itself
	 * @param order its order value, the lowest running first
	 * @param inherited whether it is a bean of a parent context
	 */
	public record EnvMutatorBean(String name, EnvMutator mutator, Object target, int order, boolean inherited) {

		private EnvMutatorBean asInherited() {
			return new EnvMutatorBean(this.name, this.mutator, this.target, this.order, true);
		}

		@Override
		public String toString() {
			return "bean '" + this.name + "'" + (this.inherited ? " of a parent context" : "");
		}

	}

}
