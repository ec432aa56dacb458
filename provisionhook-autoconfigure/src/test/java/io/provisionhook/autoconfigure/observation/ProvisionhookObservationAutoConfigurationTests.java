package io.provisionhook.autoconfigure.observation;

import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.RunObserver;
import io.provisionhook.autoconfigure.MutatorConfigurations;
import io.provisionhook.autoconfigure.MutatorConfigurations.WritingAndFailing;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProvisionhookObservationAutoConfiguration}.
 */
class ProvisionhookObservationAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				ProvisionhookObservationAutoConfiguration.class));

	@Test
	void withoutObservationRegistryNothingIsObserved() {
		this.contextRunner
			.run((context) -> assertThat(context).hasSingleBean(Registry.class).doesNotHaveBean(RunObserver.class));
	}

	@Test
	void withoutMicrometerTheRegistryIsPresent() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Registry.class)
				.doesNotHaveBean(RunObserver.class));
	}

	@Test
	void whenDisabledNothingIsObserved() {
		this.contextRunner.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.withPropertyValues("provisionhook.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RunObserver.class));
	}

	@Test
	void autoConfigurationBacksOffForAnotherObserver() {
		RunObserver own = new RunObserver() {
		};
		this.contextRunner.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.withBean(RunObserver.class, () -> own)
			.run((context) -> assertThat(context).getBean(RunObserver.class).isSameAs(own));
	}

	@Test
	void conventionsAreReplacedByBeans() {
		withMetrics().withUserConfiguration(WritingAndFailing.class)
			.withPropertyValues("provisionhook.mutators.failing.enabled=false")
			.withBean(RunObservationConvention.class, () -> new RunObservationConvention() {
				@Override
				public String getName() {
					return "custom.run";
				}
			})
			.withBean(FetchObservationConvention.class, () -> new FetchObservationConvention() {
				@Override
				public String getName() {
					return "custom.fetch";
				}
			})
			.withBean(EnvMutator.class, FetchingMutator::new)
			.withBean(MutatorObservationConvention.class, () -> new MutatorObservationConvention() {
				@Override
				public String getName() {
					return "custom.mutator";
				}
			})
			.run((context) -> {
				context.getBean(Registry.class).run(MutatorConfigurations.context(), new HashMap<>());
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.get("custom.run").timer().count()).isEqualTo(1);
				assertThat(meters.get("custom.fetch").timer().count()).isEqualTo(1);
				assertThat(meters.get("custom.mutator").tag("mutator", "writing").timer().count()).isEqualTo(1);
			});
	}

	@Test
	void actuatorAloneMakesTimersOfTheObservations() {
		withMetrics().withUserConfiguration(WritingAndFailing.class).run((context) -> {
			Registry registry = context.getBean(Registry.class);
			assertThatExceptionOfType(MutatorException.class)
				.isThrownBy(() -> registry.run(MutatorConfigurations.context(), new HashMap<>()));
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("provisionhook.mutator").tags("mutator", "writing", "outcome", "SUCCESS").timer())
				.satisfies((timer) -> assertThat(timer.count()).isEqualTo(1));
			assertThat(meters.get("provisionhook.mutator")
				.tags("mutator", "failing", "outcome", "FAILURE", "error", "MutatorException")
				.timer()).satisfies((timer) -> assertThat(timer.count()).isEqualTo(1));
			assertThat(meters.get("provisionhook.run").tags("outcome", "FAILURE").timer().count()).isEqualTo(1);
		});
	}

	@Test
	void observationOfTheCallerIsTheParentOfTheRunAndTheRunThatOfTheOthers() {
		ObservationRegistry observations = ObservationRegistry.create();
		List<String> parents = new CopyOnWriteArrayList<>();
		observations.observationConfig().observationHandler(new ParentCollector(parents));
		this.contextRunner.withBean(ObservationRegistry.class, () -> observations)
			.withBean(EnvMutator.class, FetchingMutator::new)
			.run((context) -> {
				Registry registry = context.getBean(Registry.class);
				Observation.createNotStarted("caller", observations)
					.observe(() -> registry.run(MutatorConfigurations.context(), new HashMap<>()));
				assertThat(parents).containsExactlyInAnyOrder("caller < none", "provisionhook.run < caller",
						"provisionhook.fetch < provisionhook.run", "provisionhook.mutator < provisionhook.run");
				assertThat(observations.getCurrentObservation()).isNull();
			});
	}

	private ApplicationContextRunner withMetrics() {
		return this.contextRunner.withBean(SimpleMeterRegistry.class)
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					CompositeMeterRegistryAutoConfiguration.class, ObservationAutoConfiguration.class));
	}

	/**
	 * Fetches nothing in particular.
	 */
	static final class FetchingMutator implements FetchingEnvMutator<String> {

		@Override
		public String name() {
			return "fetching";
		}

		@Override
		public String fetch(ProvisionContext context) {
			return "eu";
		}

		@Override
		public void apply(String fetched, ProvisionContext context, Env env) {
			env.put("FETCHED", fetched);
		}

	}

	/**
	 * Collects which observation is inside which.
	 *
	 * @param parents where to collect
	 */
	record ParentCollector(List<String> parents) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStop(Observation.Context context) {
			ObservationView parent = context.getParentObservation();
			this.parents
				.add(context.getName() + " < " + ((parent != null) ? parent.getContextView().getName() : "none"));
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
