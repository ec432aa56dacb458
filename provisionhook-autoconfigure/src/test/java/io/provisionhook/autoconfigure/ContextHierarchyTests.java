package io.provisionhook.autoconfigure;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import io.provisionhook.EnvMutator;
import io.provisionhook.EnvMutatorsAware;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.autoconfigure.workspace.WorkspaceLifecycleAutoConfiguration;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.test.FakeRuntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for the mutators of parent and child contexts.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContextHierarchyTests {

	private final Deque<ConfigurableApplicationContext> contexts = new ArrayDeque<>();

	private @Nullable ConfigurableApplicationContext child;

	// The parent of one that can't be started stays open
	@AfterEach
	void close() {
		this.contexts.forEach(ConfigurableApplicationContext::close);
	}

	@Test
	void registryOfEachContextHasItsOwnMutatorsAndThoseOfItsAncestors() {
		start(Child.class, Parent.class);
		assertThat(parent().getBean(Registry.class).names()).containsExactly("parent-early", "parent-late");
		Registry registry = child().getBean(Registry.class);
		assertThat(registry.names()).containsExactly("parent-early", "child", "parent-late");
		Map<String, String> env = new HashMap<>();
		registry.run(MutatorConfigurations.context(), env);
		assertThat(env).containsOnly(Map.entry("RUNS", "parent-early,child,parent-late"));
		assertThat(registry.registrations().get(0).source()).isEqualTo("bean 'early' of a parent context");
	}

	@Test
	void grandchildHasTheMutatorsOfAll() {
		this.child = new SpringApplicationBuilder(Parent.class).web(WebApplicationType.NONE)
			.initializers(this.contexts::addFirst)
			.child(Empty.class)
			.web(WebApplicationType.NONE)
			.initializers(this.contexts::addFirst)
			.child(Child.class)
			.web(WebApplicationType.NONE)
			.initializers(this.contexts::addFirst)
			.run();
		assertThat(child().getBean(Registry.class).names()).containsExactly("parent-early", "child", "parent-late");
	}

	@Test
	void childWithoutMutatorsHasThoseOfItsParentOnce() {
		start(Empty.class, Parent.class);
		assertThat(child().getBean(Registry.class).names()).containsExactly("parent-early", "parent-late");
	}

	@Test
	void mutatorThatTheChildTakesFromItsParentRunsOnce() {
		start(Reexporting.class, Parent.class);
		assertThat(child().getBean(Registry.class).names()).containsExactly("parent-early", "parent-late");
	}

	@Test
	void beansOfOneNameInBothContextsRunBoth() {
		start(SameBeanName.class, Parent.class);
		assertThat(child().getBean(Registry.class).names()).containsExactly("parent-early", "other", "parent-late");
	}

	@Test
	void mutatorsOfOneNameInBothContextsFailTheStart(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(SameMutatorName.class, Parent.class));
		assertThat(output).contains("Beans 'early (of a parent context)' and 'again' are different mutators with the "
				+ "same name 'parent-early'");
	}

	@Test
	void eachContextHasItsOwnPolicies() {
		start(Child.class, Parent.class, "provisionhook.mutators.parent-late.enabled=false");
		assertThat(parent().getBean(Registry.class).names()).contains("parent-late");
		assertThat(child().getBean(Registry.class).names()).containsExactly("parent-early", "child");
	}

	@Test
	void awareBeanIsGivenTheRegistryOfItsContext() {
		start(ChildWithHandler.class, ParentWithHandler.class);
		assertThat(child().getBean("handler", OwnHandler.class).registry).isSameAs(child().getBean(Registry.class));
		assertThat(parent().getBean("handler", OwnHandler.class).registry).isSameAs(parent().getBean(Registry.class));
	}

	@Test
	void mutatorsThatNoHandlerWouldRunFailTheStart(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(Child.class, Platform.class));
		assertThat(output)
			.contains("The WorkspaceHandler is a bean of a parent context, so it would never run the mutators of this "
					+ "context (child).")
			.contains("Define the mutators in the context of the WorkspaceHandler");
	}

	@Test
	void closingTheChildLeavesTheHandlerOfItsParentOpen() {
		start(Empty.class, Platform.class);
		WorkspaceHandler handler = child().getBean(WorkspaceHandler.class);
		assertThat(handler).isSameAs(parent().getBean(WorkspaceHandler.class));
		assertThat(child().getBeanFactory().getBeanNamesForType(WorkspaceHandler.class)).isEmpty();
		child().close();
		handler.create(WorkspaceRequest.named("demo").build());
		assertThat(handler.list(WorkspaceQuery.newest(1000)).workspaces()).hasSize(1);
	}

	private void start(Class<?> child, Class<?> parent, String... propertiesOfChild) {
		this.child = new SpringApplicationBuilder(parent).web(WebApplicationType.NONE)
			.initializers(this.contexts::addFirst)
			.child(child)
			.web(WebApplicationType.NONE)
			.initializers(this.contexts::addFirst)
			.initializers((context) -> TestPropertyValues.of(propertiesOfChild).applyTo(context))
			.run();
	}

	private ConfigurableApplicationContext child() {
		return Objects.requireNonNull(this.child);
	}

	private ApplicationContext parent() {
		return Objects.requireNonNull(child().getParent());
	}

	private static EnvMutator named(String name) {
		return EnvMutator.of(name, (context, env) -> env.append("RUNS", name, ","));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ProvisionhookAutoConfiguration.class)
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	static class Parent extends Empty {

		@Bean
		@Order(30)
		EnvMutator late() {
			return named("parent-late");
		}

		@Bean
		@Order(10)
		EnvMutator early() {
			return named("parent-early");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Child extends Empty {

		@Bean
		@Order(20)
		EnvMutator child() {
			return named("child");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SameBeanName extends Empty {

		@Bean
		@Order(20)
		EnvMutator early() {
			return named("other");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SameMutatorName extends Empty {

		@Bean
		@Order(20)
		EnvMutator again() {
			return named("parent-early");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Reexporting extends Empty {

		@Bean
		EnvMutator again(EnvMutator early) {
			return early;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ParentWithHandler extends Parent {

		@Bean
		OwnHandler handler() {
			return new OwnHandler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ChildWithHandler extends Child {

		@Bean
		OwnHandler handler() {
			return new OwnHandler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ WorkspaceHandlerAutoConfiguration.class, WorkspaceLifecycleAutoConfiguration.class })
	static class Platform extends Parent {

		@Bean
		FakeRuntime runtime() {
			return new FakeRuntime();
		}

	}

	static class OwnHandler implements EnvMutatorsAware {

		private @Nullable Registry registry;

		@Override
		public void setEnvMutators(@Nullable Registry registry) {
			this.registry = registry;
		}

	}

}
