package io.provisionhook.autoconfigure.metrics;

import java.time.Duration;
import java.time.Instant;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.provisionhook.EnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;
import io.provisionhook.workspace.test.FakeRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceMetricsAutoConfiguration}.
 */
class WorkspaceMetricsAutoConfigurationTests {

	private final ApplicationContextRunner withoutRuntime = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				WorkspaceHandlerAutoConfiguration.class, WorkspaceMetricsAutoConfiguration.class));

	private final ApplicationContextRunner contextRunner = this.withoutRuntime.withBean(WorkspaceRuntime.class,
			FakeRuntime::new);

	@Test
	void timeUntilTheSoonestEndIsAGauge() {
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
			.withBean(EnvMutator.class,
					() -> EnvMutator.of("app",
							(context, env) -> env.putSecret("KEY", "secret-1",
									Lease.until(Instant.now().plus(Duration.ofHours(10))))))
			.run((context) -> {
				TimeGauge gauge = context.getBean(MeterRegistry.class)
					.get("provisionhook.leases.soonest.end")
					.timeGauge();
				assertThat(gauge.value()).isNaN();
				assertThat(gauge.getId().getBaseUnit()).isEqualTo("seconds");
				assertThat(gauge.getId().getDescription())
					.isEqualTo("Time until the first value in a running workspace expires, negative once it has");
				context.getBean(WorkspaceHandler.class).create(WorkspaceRequest.named("demo").build());
				Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !Double.isNaN(gauge.value()));
				assertThat(gauge.value()).isBetween(35_000.0, 36_000.0);
			});
	}

	@Test
	void withoutMeterRegistryOrHandlerOrMicrometerThereIsNone() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(MeterBinder.class));
		this.withoutRuntime.withBean(SimpleMeterRegistry.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MeterBinder.class));
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WorkspaceHandler.class)
				.doesNotHaveBean(LeaseMetrics.class));
	}

	@Test
	void autoConfigurationBacksOffForBinderOfTheSameName() {
		MeterBinder own = (meters) -> {
		};
		this.contextRunner.withBean(SimpleMeterRegistry.class)
			.withBean("provisionhookLeaseMetrics", MeterBinder.class, () -> own)
			.run((context) -> assertThat(context).getBean("provisionhookLeaseMetrics").isSameAs(own));
	}

}
