package io.provisionhook.autoconfigure.observation;

import java.util.HashMap;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.MutatorConfigurations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ObservationRunInterceptor}: handlers of the application that fail.
 */
class FailingObservationHandlerTests {

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final Registry registry = Registry.builder()
		.interceptor(new ObservationRunInterceptor(this.observations, null, null, null))
		.taskDecorator(new ContextPropagatingTaskDecorator()::decorate)
		.build();

	@Test
	void handlerThatFailsDoesNotChangeTheOutcome() {
		this.observations.observationConfig().observationHandler(new FailingHandler());
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		HashMap<String, String> env = new HashMap<>();
		this.registry.run(MutatorConfigurations.context(), env);
		assertThat(env).containsEntry("A", "1");
	}

	@Test
	void handlerThatFailsToLeaveTheScopeDoesNotKeepTheObservationOpen() {
		this.observations.observationConfig().observationHandler(new FailingScopeHandler());
		this.registry.register(EnvMutator.of("a", (context, env) -> {
		}));
		this.registry.run(MutatorConfigurations.context(), new HashMap<>());
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("provisionhook.mutator")
			.that()
			.hasBeenStopped();
	}

	/**
	 * Fails at the start of each observation.
	 */
	private static final class FailingHandler implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			throw new IllegalStateException("broken handler");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	/**
	 * Fails when a mutator's scope is left.
	 */
	private static final class FailingScopeHandler implements ObservationHandler<MutatorObservationContext> {

		@Override
		public void onScopeClosed(MutatorObservationContext context) {
			throw new IllegalStateException("broken handler");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof MutatorObservationContext;
		}

	}

}
