package io.provisionhook.autoconfigure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.PriorityOrdered;
import org.springframework.util.function.SingletonSupplier;

import io.provisionhook.EnvMutator;

/**
 * Mutator beans of a context and its ancestors in the order of the chain. They are looked
 * up once, at the first call. Thread-safe.
 */
final class EnvMutatorBeans {

	private final SingletonSupplier<List<EnvMutatorBean>> beans;

	EnvMutatorBeans(DefaultListableBeanFactory beanFactory) {
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

	// As Spring selects the elements of an injected list
	private static boolean isCandidate(DefaultListableBeanFactory beanFactory, String name) {
		RootBeanDefinition definition = definitionOf(beanFactory, name);
		return definition == null || (definition.isAutowireCandidate() && definition.isDefaultCandidate());
	}

	// The order is that of the target of a scoped proxy. The target is found by its name,
	// since definitions that are generated ahead of time do not refer to each other
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
	 * Return the beans for the auto-configured registry.
	 * @return the beans in the order in which they run
	 */
	List<EnvMutatorBean> all() {
		return this.beans.obtain();
	}

	/**
	 * Find the bean of a mutator.
	 * @param mutator the mutator
	 * @return the bean, empty if the mutator is no bean
	 */
	Optional<EnvMutatorBean> find(EnvMutator mutator) {
		return all().stream().filter((bean) -> bean.mutator() == mutator).findFirst();
	}

	/**
	 * A mutator bean.
	 *
	 * @param name the name of the bean
	 * @param mutator the mutator
	 * @param target the target of a scoped proxy, or the mutator itself
	 * @param order the order value, of which the lowest runs first
	 * @param inherited whether it is a bean of a parent context
	 */
	record EnvMutatorBean(String name, EnvMutator mutator, Object target, int order, boolean inherited) {

		private EnvMutatorBean asInherited() {
			return new EnvMutatorBean(this.name, this.mutator, this.target, this.order, true);
		}

		@Override
		public String toString() {
			return "bean '" + this.name + "'" + (this.inherited ? " of a parent context" : "");
		}

	}

}
