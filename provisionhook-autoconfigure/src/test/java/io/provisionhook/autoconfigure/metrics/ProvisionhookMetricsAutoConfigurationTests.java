package io.provisionhook.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProvisionhookMetricsAutoConfiguration}.
 */
class ProvisionhookMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ProvisionhookAutoConfiguration.class, ProvisionhookMetricsAutoConfiguration.class));

	@Test
	void abandonedThreadsAreAGauge() {
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
			.run((context) -> assertThat(
					context.getBean(MeterRegistry.class).get("provisionhook.threads.abandoned").gauge())
				.satisfies((gauge) -> {
					assertThat(gauge.value()).isZero();
					assertThat(gauge.getId().getDescription()).isEqualTo(
							"Threads that are still in a mutator, runtime, store or listener although its time is up");
				}));
	}

	@Test
	void withoutMeterRegistryThereIsNone() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(MeterBinder.class));
	}

	@Test
	void withoutMicrometerThereIsNone() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Registry.class)
				.doesNotHaveBean(AbandonedThreadsMetrics.class));
	}

	@Test
	void autoConfigurationBacksOffForBinderOfTheSameName() {
		MeterBinder own = (meters) -> {
		};
		this.contextRunner.withBean(SimpleMeterRegistry.class)
			.withBean("provisionhookAbandonedThreadsMetrics", MeterBinder.class, () -> own)
			.run((context) -> assertThat(context).getBean(MeterBinder.class).isSameAs(own));
	}

}
