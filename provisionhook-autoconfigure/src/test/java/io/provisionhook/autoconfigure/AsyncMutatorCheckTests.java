package io.provisionhook.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.function.Supplier;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.ProvisionhookPropertiesTests.Application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link AsyncMutatorCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AsyncMutatorCheckTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(classes = { OnMethod.class, OnClass.class, MetaAnnotated.class, ByInterface.class, BySuperclass.class,
			ByInterfaceMethod.class, OnFetch.class, OnApply.class })
	void asynchronousMutatorFailsTheStart(Class<? extends EnvMutator> type) {
		assertRefused(this.contextRunner.withBean("mutator", type), "bean 'mutator'");
		assertRefused(this.contextRunner.withBean("mutator", type).withUserConfiguration(ClassProxies.class),
				"bean 'mutator'");
		assertRefused(this.contextRunner.withBean("mutator", type).withUserConfiguration(InterfaceProxies.class),
				"bean 'mutator'");
	}

	@Test
	void mutatorThatIsAsynchronousByAnotherAnnotationFailsTheStart() {
		assertRefused(this.contextRunner.withBean("mutator", ByOwnAnnotation.class)
			.withUserConfiguration(OwnAnnotation.class), "bean 'mutator'");
	}

	@Test
	void asynchronousMutatorBehindScopedProxyFailsTheStart() {
		assertRefused(this.contextRunner.withUserConfiguration(InterfaceProxies.class, Scoped.class), "bean 'mutator'");
	}

	@Test
	void asynchronousMutatorThatIsRegisteredByHandFailsTheStart() {
		assertRefused(this.contextRunner.withUserConfiguration(Registration.class), Registration.class.getName());
	}

	@Test
	void mutatorWithOtherAsynchronousMethodsRuns() {
		this.contextRunner.withBean(OnOtherMethods.class)
			.withUserConfiguration(ClassProxies.class)
			.run((context) -> assertThat(context.getBean(Registry.class).names()).containsExactly("tested"));
	}

	@Test
	void refusalIsExplained(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class, OnMethod.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(application::run);
		assertThat(output).contains("Mutator bean '")
			.contains("is asynchronous, so it would write after its turn.")
			.contains("Remove @Async from its class and from mutateEnv, fetch and apply.");
	}

	private static void assertRefused(ApplicationContextRunner runner, String source) {
		runner.run((context) -> assertThat(context).getFailure()
			.extracting(NestedExceptionUtils::getMostSpecificCause, InstanceOfAssertFactories.THROWABLE)
			.isInstanceOf(HookSetupException.class)
			.hasMessageContaining("Mutator " + source + " (")
			.hasMessageContaining("is asynchronous"));
	}

	static class Plain implements EnvMutator {

		@Override
		public String name() {
			return "tested";
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
		}

	}

	static class OnMethod implements EnvMutator {

		@Override
		public String name() {
			return "tested";
		}

		@Async
		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
		}

	}

	@Async
	static class OnClass extends Plain {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Async
	@interface InBackground {

	}

	@InBackground
	static class MetaAnnotated extends Plain {

	}

	@Async
	interface AsyncMutator extends EnvMutator {

	}

	static class ByInterface extends Plain implements AsyncMutator {

	}

	static class BySuperclass extends OnMethod {

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
		}

	}

	interface AsyncMethod extends EnvMutator {

		@Override
		@InBackground
		void mutateEnv(ProvisionContext context, Env env);

	}

	static class ByInterfaceMethod extends Plain implements AsyncMethod {

	}

	abstract static class Fetching implements FetchingEnvMutator<Integer> {

		@Override
		public String name() {
			return "tested";
		}

		@Override
		public Integer fetch(ProvisionContext context) {
			return 1;
		}

		@Override
		public void apply(Integer fetched, ProvisionContext context, Env env) {
		}

	}

	static class OnFetch extends Fetching {

		@Async
		@Override
		public Integer fetch(ProvisionContext context) {
			return 1;
		}

	}

	interface AsyncApply<T> extends FetchingEnvMutator<T> {

		@Async
		@Override
		void apply(T fetched, ProvisionContext context, Env env);

	}

	static class OnApply extends Fetching implements AsyncApply<Integer> {

	}

	static class OnOtherMethods extends Plain {

		@Async
		void audit() {
		}

		@Async
		void fetchAll() {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Elsewhere {

	}

	@Elsewhere
	static class ByOwnAnnotation extends Plain {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(annotation = Elsewhere.class)
	static class OwnAnnotation {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class ClassProxies {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class InterfaceProxies {

	}

	@Configuration(proxyBeanMethods = false)
	static class Scoped {

		@Bean
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		EnvMutator mutator() {
			return new OnMethod();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ClassProxies.class)
	static class Registration {

		@Bean
		Supplier<Registry> registration(Registry registry) {
			registry.register(new OnMethod());
			return () -> registry;
		}

	}

}
