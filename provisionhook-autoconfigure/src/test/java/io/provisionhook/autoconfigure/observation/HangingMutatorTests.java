package io.provisionhook.autoconfigure.observation;

import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.CountDownLatch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.ManualTime;
import io.provisionhook.MutatorTimeoutException;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.metrics.ProvisionhookMetricsAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the metrics of a mutator that ignores its deadline.
 */
@ExtendWith(OutputCaptureExtension.class)
class HangingMutatorTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final ManualTime time = new ManualTime();

	private final CountDownLatch release = new CountDownLatch(1);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withBean(SimpleMeterRegistry.class)
		.withConfiguration(
				AutoConfigurations.of(MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
						ObservationAutoConfiguration.class, ProvisionhookAutoConfiguration.class,
						ProvisionhookObservationAutoConfiguration.class, ProvisionhookMetricsAutoConfiguration.class))
		.withPropertyValues("provisionhook.mutators.hanging.timeout=" + TIMEOUT.toSeconds() + "s");

	@Test
	void turnIsMeasuredOnceAtTheDeadline(CapturedOutput output) {
		this.contextRunner.withBean(EnvMutator.class, () -> EnvMutator.of("hanging", (context, env) -> hang()))
			.run((context) -> measuresOnce(context.getBean(Registry.class), context.getBean(MeterRegistry.class),
					"provisionhook.mutator"));
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void fetchIsMeasuredOnceAtTheDeadline(CapturedOutput output) {
		this.contextRunner.withBean(EnvMutator.class, HangingFetch::new)
			.run((context) -> measuresOnce(context.getBean(Registry.class), context.getBean(MeterRegistry.class),
					"provisionhook.fetch"));
		assertThat(output).doesNotContain("WARN");
	}

	private void measuresOnce(Registry registry, MeterRegistry meters, String timer) {
		try {
			assertThatExceptionOfType(MutatorTimeoutException.class)
				.isThrownBy(() -> registry.run(this.time.context(), new HashMap<>()));
			assertMeasured(meters, timer);
			assertThat(meters.get("provisionhook.threads.abandoned").gauge().value()).isEqualTo(1);
		}
		finally {
			this.release.countDown();
		}
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> registry.abandonedThreads() == 0);
		assertMeasured(meters, timer);
		assertThat(meters.get("provisionhook.threads.abandoned").gauge().value()).isZero();
	}

	private static void assertMeasured(MeterRegistry meters, String timer) {
		assertThat(meters.get(timer).timers()).singleElement().satisfies((measured) -> {
			assertThat(measured.count()).isEqualTo(1);
			assertThat(measured.getId().getTag("outcome")).isEqualTo("FAILURE");
			assertThat(measured.getId().getTag("error")).isEqualTo("MutatorTimeoutException");
		});
		assertThat(meters.get(timer + ".active").longTaskTimer().activeTasks()).isZero();
		assertThat(meters.get("provisionhook.run").tag("outcome", "FAILURE").timer().count()).isEqualTo(1);
	}

	private void hang() {
		this.time.advance(TIMEOUT);
		boolean released = false;
		while (!released) {
			try {
				this.release.await();
				released = true;
			}
			catch (InterruptedException ex) {
				// Ignored, as by a plugin that misbehaves
			}
		}
	}

	/**
	 * Hangs while it fetches.
	 */
	final class HangingFetch implements FetchingEnvMutator<String> {

		@Override
		public String name() {
			return "hanging";
		}

		@Override
		public String fetch(ProvisionContext context) {
			hang();
			return "";
		}

		@Override
		public void apply(String fetched, ProvisionContext context, Env env) {
			env.put("LATE", fetched);
		}

	}

}
