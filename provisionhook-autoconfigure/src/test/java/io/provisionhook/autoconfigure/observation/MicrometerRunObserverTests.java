package io.provisionhook.autoconfigure.observation;

import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.ProvisionContext;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.MutatorConfigurations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MicrometerRunObserver}.
 */
class MicrometerRunObserverTests {

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final Registry registry = Registry.builder()
		.observer(new MicrometerRunObserver(this.observations, null, null, null))
		.taskDecorator(new ContextPropagatingTaskDecorator()::decorate)
		.build();

	@Test
	void observesTheRunAndInsideItEachMutator() {
		this.registry.register(EnvMutator.of("first", (context, env) -> {
		}));
		this.registry.register(EnvMutator.of("second", (context, env) -> {
		}));
		this.registry.run(MutatorConfigurations.context(), new HashMap<>());
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasNumberOfObservationsEqualTo(3)
			.hasObservationWithNameEqualTo("provisionhook.run")
			.that()
			.hasContextualNameEqualTo("provisionhook run")
			.hasLowCardinalityKeyValue("outcome", "SUCCESS")
			.hasHighCardinalityKeyValue("workspace.id", "workspace-1")
			.hasBeenStopped();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasAnObservationWithAKeyValue("mutator", "first")
			.hasAnObservationWithAKeyValue("mutator", "second")
			.hasNumberOfObservationsWithNameEqualTo("provisionhook.mutator", 2)
			.doesNotHaveAnyRemainingCurrentObservation();
	}

	@Test
	void observationIsInScopeWhileTheMutatorRuns() {
		List<String> current = new CopyOnWriteArrayList<>();
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			Observation observation = this.observations.getCurrentObservation();
			assertThat(observation).isNotNull();
			current.add(observation.getContext().getName());
			assertThat(observation.getContext().getLowCardinalityKeyValue("outcome")).isNull();
			assertThat(observation.getContext().getParentObservation()).isNotNull()
				.extracting(ObservationView::getContextView)
				.isInstanceOf(RunObservationContext.class);
		}));
		this.registry.run(MutatorConfigurations.context(), new HashMap<>());
		assertThat(current).containsExactly("provisionhook.mutator");
		assertThat(this.observations.getCurrentObservation()).isNull();
	}

	@Test
	void fetchIsObservedInsideTheRunAndInScope() {
		List<String> current = new CopyOnWriteArrayList<>();
		this.registry.register(new Fetching((context) -> {
			Observation observation = this.observations.getCurrentObservation();
			assertThat(observation).isNotNull();
			current.add(observation.getContext().getName());
			assertThat(observation.getContext().getParentObservation()).isNotNull()
				.extracting(ObservationView::getContextView)
				.isInstanceOf(RunObservationContext.class);
			return "eu";
		}));
		HashMap<String, String> env = new HashMap<>();
		this.registry.run(MutatorConfigurations.context(), env);
		assertThat(env).containsEntry("REGION", "eu");
		assertThat(current).containsExactly("provisionhook.fetch");
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasNumberOfObservationsEqualTo(3)
			.hasObservationWithNameEqualTo("provisionhook.fetch")
			.that()
			.hasContextualNameEqualTo("provisionhook fetch fetching")
			.hasLowCardinalityKeyValue("mutator", "fetching")
			.hasLowCardinalityKeyValue("outcome", "SUCCESS")
			.hasHighCardinalityKeyValue("workspace.id", "workspace-1")
			.hasBeenStopped();
	}

	@Test
	void skippedMutatorIsObservedAsSuchAndTheRunAsASuccess() {
		Registry registry = Registry.builder()
			.observer(new MicrometerRunObserver(this.observations, null, null, null))
			.policies((name) -> MutatorPolicy.DEFAULT.withOnFailure(MutatorPolicy.OnFailure.SKIP))
			.build();
		registry.register(new Fetching((context) -> {
			throw new IllegalStateException("503");
		}));
		registry.run(MutatorConfigurations.context(), new HashMap<>());
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("provisionhook.fetch")
			.that()
			.hasLowCardinalityKeyValue("outcome", "SKIPPED")
			.hasError();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("provisionhook.mutator")
			.that()
			.hasLowCardinalityKeyValue("outcome", "SKIPPED")
			.hasError();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("provisionhook.run")
			.that()
			.hasLowCardinalityKeyValue("outcome", "SUCCESS")
			.doesNotHaveError();
	}

	@Test
	void cancelledRunIsObservedAsSuch() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
		}));
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(ProvisionhookException.class)
			.isThrownBy(() -> this.registry.run(MutatorConfigurations.context(), new HashMap<>()))
			.returns(ProvisionhookException.Reason.CANCELLED, ProvisionhookException::getReason);
		assertThat(Thread.interrupted()).isTrue();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("provisionhook.run")
			.that()
			.hasLowCardinalityKeyValue("outcome", "CANCELLED")
			.hasBeenStopped();
	}

	@Test
	void failureIsObservedWithoutItsCauseAndWithoutSecrets() {
		List<Throwable> errors = errorsOfFailingRun();
		assertThat(errors).hasSize(2).allSatisfy((error) -> {
			assertThat(error).isInstanceOf(MutatorException.class)
				.hasMessage("provisionhook \"failing\": 401 for [redacted]")
				.hasNoCause();
			assertThat(error.getSuppressed()).isEmpty();
		});
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("provisionhook.mutator")
			.that()
			.hasLowCardinalityKeyValue("outcome", "FAILURE")
			.hasBeenStopped();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("provisionhook.run")
			.that()
			.hasLowCardinalityKeyValue("outcome", "FAILURE")
			.hasBeenStopped();
	}

	@Test
	void failureReachesTheCaller() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			throw new IllegalStateException("boom");
		}));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> this.registry.run(MutatorConfigurations.context(), new HashMap<>()))
			.withMessage("provisionhook \"a\": boom")
			.havingCause()
			.hasToString("java.lang.IllegalStateException: boom");
	}

	@Test
	void customConventionsReplaceTheDefaults() {
		Registry registry = Registry.builder()
			.observer(new MicrometerRunObserver(this.observations, new RunObservationConvention() {
				@Override
				public String getName() {
					return "custom.run";
				}
			}, new FetchObservationConvention() {
				@Override
				public String getName() {
					return "custom.fetch";
				}
			}, new MutatorObservationConvention() {
				@Override
				public String getName() {
					return "custom.mutator";
				}
			}))
			.build();
		registry.register(new Fetching((context) -> "eu"));
		registry.run(MutatorConfigurations.context(), new HashMap<>());
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("custom.run")
			.that()
			.hasBeenStopped();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("custom.fetch")
			.that()
			.hasBeenStopped();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("custom.mutator")
			.that()
			.hasLowCardinalityKeyValue(KeyValue.of("mutator", "fetching"));
	}

	private List<Throwable> errorsOfFailingRun() {
		List<Throwable> errors = new CopyOnWriteArrayList<>();
		this.observations.observationConfig().observationHandler(new ErrorCollector(errors));
		EnvMutator failing = new MutatorConfigurations.WritingAndFailing().failing();
		this.registry.register(failing);
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> this.registry.run(MutatorConfigurations.context(), new HashMap<>()));
		return errors;
	}

	/**
	 * Fetches a region.
	 *
	 * @param fetch how to
	 */
	private record Fetching(Function<ProvisionContext, String> fetch) implements FetchingEnvMutator<String> {

		@Override
		public String name() {
			return "fetching";
		}

		@Override
		public String fetch(ProvisionContext context) {
			return this.fetch.apply(context);
		}

		@Override
		public void apply(String fetched, ProvisionContext context, Env env) {
			env.put("REGION", fetched);
		}

	}

	/**
	 * Collects what is reported as an error.
	 *
	 * @param errors where to collect
	 */
	private record ErrorCollector(List<Throwable> errors) implements ObservationHandler<Observation.Context> {

		@Override
		public void onError(Observation.Context context) {
			this.errors.add(context.getError());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
