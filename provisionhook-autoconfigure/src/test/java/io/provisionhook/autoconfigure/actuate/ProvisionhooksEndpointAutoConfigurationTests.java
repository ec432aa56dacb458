package io.provisionhook.autoconfigure.actuate;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.List;
import java.util.Map;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.assertj.core.api.Assertions;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.MutatorConfigurations.EachWayOfOrdering;
import io.provisionhook.autoconfigure.MutatorInspector;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProvisionhooksEndpointAutoConfiguration}.
 */
class ProvisionhooksEndpointAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ProvisionhookAutoConfiguration.class, ProvisionhooksEndpointAutoConfiguration.class));

	@Test
	void endpointIsPresentWhenExposed() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=provisionhooks")
			.run((context) -> assertThat(context).hasSingleBean(ProvisionhooksEndpoint.class));
	}

	@Test
	void endpointIsAbsentWhenNotExposed() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(ProvisionhooksEndpoint.class)
			.doesNotHaveBean(RunStatistics.class));
	}

	@Test
	void endpointIsAbsentWhenItMayNotBeAccessed() {
		this.contextRunner
			.withPropertyValues("management.endpoints.web.exposure.include=provisionhooks",
					"management.endpoint.provisionhooks.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(ProvisionhooksEndpoint.class));
	}

	@Test
	void whenDisabledEndpointShowsNoMutators() {
		this.contextRunner
			.withPropertyValues("management.endpoints.web.exposure.include=provisionhooks",
					"provisionhook.enabled=false")
			.withBean(EnvMutator.class, () -> EnvMutator.of("a", (context, env) -> {
			}))
			.run((context) -> assertThat(context.getBean(ProvisionhooksEndpoint.class).provisionhooks().mutators())
				.isEmpty());
	}

	@Test
	void endpointIsAbsentWithoutActuator() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=provisionhooks")
			.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Registry.class)
				.doesNotHaveBean(ProvisionhooksEndpoint.class));
	}

	@Test
	void autoConfigurationBacksOffForEndpointOfTheUser() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=provisionhooks")
			.withUserConfiguration(OwnEndpoint.class)
			.run((context) -> assertThat(context).getBeanNames(ProvisionhooksEndpoint.class).containsExactly("own"));
	}

	@Test
	void endpointAnswersOverJmx() {
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, EndpointAutoConfiguration.class,
					JmxEndpointAutoConfiguration.class, JacksonAutoConfiguration.class))
			.withUserConfiguration(EachWayOfOrdering.class)
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=provisionhooks")
			.run((context) -> {
				MBeanServer server = ManagementFactory.getPlatformMBeanServer();
				ObjectName name = new ObjectName("org.springframework.boot:type=Endpoint,name=Provisionhooks");
				assertThat(server.invoke(name, "provisionhooks", new Object[0], new String[0]))
					.asInstanceOf(InstanceOfAssertFactories.MAP)
					.extractingByKey("mutators", Assertions.as(InstanceOfAssertFactories.LIST))
					.hasSize(4);
				assertThat(server.invoke(name, "provisionhook", new Object[] { "ordered" },
						new String[] { String.class.getName() }))
					.asInstanceOf(InstanceOfAssertFactories.MAP)
					.contains(Map.entry("position", 3), Map.entry("order", 30), Map.entry("bean", "ordered"))
					.doesNotContainEntry("disabled", List.of());
			});
	}

	/**
	 * An endpoint of the user.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OwnEndpoint {

		@Bean
		ProvisionhooksEndpoint own(MutatorInspector inspector) {
			return new ProvisionhooksEndpoint(new Registry(), inspector, new RunStatistics(Clock.systemUTC()),
					() -> null);
		}

	}

}
