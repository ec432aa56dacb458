package io.provisionhook.autoconfigure;

import jakarta.annotation.Priority;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.annotation.Order;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.EnvMutatorBeans.EnvMutatorBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the order of {@link EnvMutatorBeans}, for each way to define one. The
 * expected order of a bean is in its name. The beans are declared in another order.
 */
class MutatorOrderTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class));

	@Test
	void scopedProxiesHaveTheOrderOfTheirTarget() {
		this.contextRunner.withUserConfiguration(ScopedProxies.class).run((context) -> {
			assertThat(context.getBean(Registry.class).names()).containsExactly("3-interfaces", "4-target-class",
					"5-ordered", "6-order-on-class", "7-not-scoped", "8-other-scope", "none");
			assertThat(context.getBean(EnvMutatorBeans.class).all()).extracting(EnvMutatorBean::order)
				.containsExactly(3, 4, 5, 6, 7, 8, Ordered.LOWEST_PRECEDENCE);
		});
	}

	@Test
	void eachKindOfDefinitionHasItsOrder() {
		this.contextRunner.withUserConfiguration(Definitions.class)
			.run((context) -> assertThat(context.getBean(Registry.class).names()).containsExactly("priority-ordered",
					"1-static", "2-lazy", "3-factory-bean", "4-primary", "5-fallback", "6-priority", "7-proxied",
					"8-prototype"));
	}

	@Test
	void mutatorThatIsNoCandidateDoesNotRun() {
		this.contextRunner.withUserConfiguration(NoCandidates.class)
			.run((context) -> assertThat(context.getBean(Registry.class).names()).containsExactly("candidate"));
	}

	private static EnvMutator named(String name) {
		return EnvMutator.of(name, (context, env) -> {
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedProxies {

		@Bean
		static CustomScopeConfigurer threadScope() {
			CustomScopeConfigurer configurer = new CustomScopeConfigurer();
			configurer.addScope("thread", new SimpleThreadScope());
			return configurer;
		}

		@Bean
		EnvMutator unordered() {
			return named("none");
		}

		@Bean
		@Order(8)
		@Scope(value = "thread", proxyMode = ScopedProxyMode.INTERFACES)
		EnvMutator otherScope() {
			return named("8-other-scope");
		}

		@Bean
		@Order(7)
		EnvMutator notScoped() {
			return named("7-not-scoped");
		}

		@Bean
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		EnvMutator orderOnClass() {
			return new OrderOnClass("6-order-on-class");
		}

		@Bean
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		EnvMutator ordered() {
			return new OrderedMutator("5-ordered", 5);
		}

		@Bean
		@Order(4)
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Named targetClass() {
			return new Named("4-target-class");
		}

		@Bean
		@Order(3)
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		EnvMutator interfaces() {
			return named("3-interfaces");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(WithPriority.class)
	static class Definitions {

		@Bean
		static BeanNameAutoProxyCreator proxies() {
			BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
			creator.setBeanNames("proxied");
			return creator;
		}

		@Bean
		@Order(8)
		@Scope("prototype")
		EnvMutator prototype() {
			return named("8-prototype");
		}

		@Bean
		@Order(7)
		EnvMutator proxied() {
			return named("7-proxied");
		}

		@Bean
		@Order(5)
		@Fallback
		EnvMutator fallback() {
			return named("5-fallback");
		}

		@Bean
		@Order(4)
		@Primary
		EnvMutator primary() {
			return named("4-primary");
		}

		@Bean
		@Order(3)
		MutatorFactory factoryBean() {
			return new MutatorFactory();
		}

		@Bean
		@Order(2)
		@Lazy
		EnvMutator lazy() {
			return named("2-lazy");
		}

		@Bean
		@Order(1)
		static EnvMutator ofStaticMethod() {
			return named("1-static");
		}

		@Bean
		PriorityOrderedMutator priorityOrdered() {
			return new PriorityOrderedMutator();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoCandidates {

		@Bean(defaultCandidate = false)
		EnvMutator byQualifierOnly() {
			return named("by-qualifier-only");
		}

		@Bean(autowireCandidate = false)
		EnvMutator byNameOnly() {
			return named("by-name-only");
		}

		@Bean
		EnvMutator candidate() {
			return named("candidate");
		}

	}

	static class Named implements EnvMutator {

		private final String name;

		Named(String name) {
			this.name = name;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
		}

	}

	@Order(6)
	static class OrderOnClass extends Named {

		OrderOnClass(String name) {
			super(name);
		}

	}

	static class OrderedMutator extends Named implements Ordered {

		private final int order;

		OrderedMutator(String name, int order) {
			super(name);
			this.order = order;
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

	static class PriorityOrderedMutator extends OrderedMutator implements PriorityOrdered {

		PriorityOrderedMutator() {
			super("priority-ordered", 100);
		}

	}

	@Priority(6)
	static class WithPriority extends Named {

		WithPriority() {
			super("6-priority");
		}

	}

	static class MutatorFactory implements FactoryBean<EnvMutator> {

		@Override
		public EnvMutator getObject() {
			return named("3-factory-bean");
		}

		@Override
		public Class<?> getObjectType() {
			return EnvMutator.class;
		}

	}

}
