package io.provisionhook.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mock.env.MockPropertySource;

import io.provisionhook.EnvMutator;
import io.provisionhook.EnvMutatorsAware;
import io.provisionhook.MutatorTimeoutException;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registration;
import io.provisionhook.Registry;
import io.provisionhook.RunListener;
import io.provisionhook.RunObserver;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.MutatorConfigurations.EachWayOfOrdering;
import io.provisionhook.autoconfigure.MutatorConfigurations.WritingAndFailing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProvisionhookAutoConfiguration}.
 */
class ProvisionhookAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class));

	@Test
	void autoConfigurationRegistersMutatorBeansInEachWayOfGivingAnOrder() {
		this.contextRunner.withUserConfiguration(EachWayOfOrdering.class)
			.run((context) -> assertThat(context.getBean(Registry.class).names()).containsExactly("order-on-method",
					"order-on-class", "ordered", "no-order"));
	}

	@Test
	void registrationSourceNamesTheBean() {
		this.contextRunner.withUserConfiguration(EachWayOfOrdering.class)
			.run((context) -> assertThat(context.getBean(Registry.class).registrations())
				.extracting(Registration::source)
				.startsWith("bean 'orderedByMethod'")
				.endsWith("bean 'unordered'"));
	}

	@Test
	void withoutMutatorsRegistryIsEmpty() {
		this.contextRunner.run((context) -> assertThat(context.getBean(Registry.class).size()).isZero());
	}

	@Test
	void autoConfigurationBacksOffForRegistryOfTheUser() {
		Registry registry = new Registry();
		this.contextRunner.withUserConfiguration(EachWayOfOrdering.class)
			.withBean(Registry.class, () -> registry)
			.run((context) -> assertThat(context).getBean(Registry.class).isSameAs(registry));
		assertThat(registry.size()).isZero();
	}

	@Test
	void whenDisabledRegistryIsEmptyAndStaysSo() {
		this.contextRunner.withUserConfiguration(EachWayOfOrdering.class)
			.withBean(OwnHandler.class)
			.withBean(InjectedHandler.class)
			.withPropertyValues("provisionhook.enabled=false")
			.run((context) -> {
				Registry registry = context.getBean(Registry.class);
				registry.register(EnvMutator.of("late", (ignored, env) -> env.put("LATE", "1")));
				assertThat(registry.size()).isZero();
				assertThat(context.getBean(OwnHandler.class).registryAtInitialization).isSameAs(registry);
				assertThat(context.getBean(InjectedHandler.class).registry()).isSameAs(registry);
				Map<String, String> env = new HashMap<>();
				registry.run(MutatorConfigurations.context(), env);
				assertThat(env).isEmpty();
			});
	}

	@Test
	void timeoutHoldsForTheRunOfAHandlerThatSaysNothingOfTime() {
		this.contextRunner.withBean(EnvMutator.class, () -> EnvMutator.of("slow", (context, env) -> {
			assertThat(context.remaining()).isLessThanOrEqualTo(Duration.ofMillis(50));
			Thread.sleep(600_000);
		}))
			.withPropertyValues("provisionhook.timeout=50ms")
			.run((context) -> assertThatExceptionOfType(MutatorTimeoutException.class)
				.isThrownBy(() -> context.getBean(Registry.class)
					.run(ProvisionContext.of("w1", WorkspaceRequest.named("demo").build()), new HashMap<>()))
				.withMessageMatching("provisionhook \"slow\": timed out after \\d+ ms"));
	}

	@Test
	void timeoutCanBeLongerThanTheDefault() {
		this.contextRunner.withBean(EnvMutator.class, () -> EnvMutator.of("a", (context, env) -> {
			assertThat(context.remaining()).isGreaterThan(Duration.ofMinutes(50));
			env.put("RUN", "1");
		})).withPropertyValues("provisionhook.timeout=1h", "provisionhook.defaults.timeout=2h").run((context) -> {
			Map<String, String> env = new HashMap<>();
			context.getBean(Registry.class).run(ProvisionContext.of("w1", WorkspaceRequest.named("demo").build()), env);
			assertThat(env).containsEntry("RUN", "1");
		});
	}

	@Test
	void mutatorDisabledByPropertyDoesNotRun() {
		this.contextRunner.withUserConfiguration(EachWayOfOrdering.class)
			.withPropertyValues("provisionhook.mutators.order-on-class.enabled=false")
			.run((context) -> {
				Registry registry = context.getBean(Registry.class);
				assertThat(registry.names()).containsExactly("order-on-method", "ordered", "no-order");
				assertThat(registry.disabled()).extracting(Registration::name).containsExactly("order-on-class");
			});
	}

	@Test
	void mutatorDisabledInTheFormOfAnEnvironmentVariableDoesNotRun() {
		this.contextRunner.withUserConfiguration(EachWayOfOrdering.class)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MockPropertySource("test").withProperty("provisionhook.mutators.orderonclass.enabled",
						"false")))
			.run((context) -> assertThat(context.getBean(Registry.class).names()).doesNotContain("order-on-class"));
	}

	@Test
	void autoConfigurationGivesRegistryToAwareBeansBeforeTheyAreInitialized() {
		this.contextRunner.withUserConfiguration(EachWayOfOrdering.class)
			.withBean(OwnHandler.class)
			.run((context) -> assertThat(context.getBean(OwnHandler.class).registryAtInitialization)
				.isSameAs(context.getBean(Registry.class)));
	}

	@Test
	void observerBeanObservesTheRunAndListenerBeansAreCalledInOrder() {
		List<String> seen = new CopyOnWriteArrayList<>();
		this.contextRunner.withUserConfiguration(WritingAndFailing.class)
			.withPropertyValues("provisionhook.mutators.failing.enabled=false")
			.withBean(RunObserver.class, () -> recordingInto(seen))
			.withBean("late", RunListener.class, () -> (context, report) -> seen.add("late"))
			.withBean("early", RunListener.class, () -> (context, report) -> seen.add("early"),
					(definition) -> definition.setAttribute(AbstractBeanDefinition.ORDER_ATTRIBUTE, 1))
			.run((context) -> {
				Map<String, String> env = new HashMap<>();
				context.getBean(Registry.class).run(MutatorConfigurations.context(), env);
				assertThat(env).containsExactly(Map.entry("REGION", "eu"));
			});
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> seen.size() == 3);
		assertThat(seen).containsExactly("writing", "early", "late");
	}

	@Test
	void mutatorWithoutNameFailsTheStart() {
		this.contextRunner.withBean(EnvMutator.class, () -> EnvMutator.of(" ", (context, env) -> {
		}))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageMatching("name\\(\\) of mutator .*LambdaEnvMutator must not be null or blank"));
	}

	@Test
	void mutatorsCanBeRegisteredBesideTheBeans() {
		this.contextRunner.withUserConfiguration(EachWayOfOrdering.class).run((context) -> {
			Registry registry = context.getBean(Registry.class);
			registry.register(EnvMutator.of("late", (ignored, env) -> {
			}));
			assertThat(registry.names()).endsWith("late");
			assertThat(registry.registrations().get(4).source()).startsWith(getClass().getName());
		});
	}

	private static RunObserver recordingInto(List<String> seen) {
		return new RunObserver() {

			@Override
			public Scope turnStarted(ProvisionContext context, String mutatorName) {
				seen.add(mutatorName);
				return Scope.NONE;
			}

		};
	}

	/**
	 * A handler that is not ours and wants the registry in its constructor.
	 *
	 * @param registry the registry
	 */
	record InjectedHandler(Registry registry) {
	}

	/**
	 * A handler that is not ours.
	 */
	static class OwnHandler implements EnvMutatorsAware, InitializingBean {

		private @Nullable Registry registry;

		private @Nullable Registry registryAtInitialization;

		@Override
		public void setEnvMutators(@Nullable Registry registry) {
			this.registry = registry;
		}

		@Override
		public void afterPropertiesSet() {
			this.registryAtInitialization = this.registry;
		}

	}

}
