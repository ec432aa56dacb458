package io.provisionhook.autoconfigure.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.RunObserver;
import io.provisionhook.report.MutatorOutcome;

/**
 * Observes runs, fetches and the turns of mutators, each in the scope of its observation.
 */
final class MicrometerRunObserver implements RunObserver {

	static final RunObservationConvention RUN_DEFAULT = new RunObservationConvention() {
	};

	static final FetchObservationConvention FETCH_DEFAULT = new FetchObservationConvention() {
	};

	static final MutatorObservationConvention MUTATOR_DEFAULT = new MutatorObservationConvention() {
	};

	private final ObservationRegistry registry;

	private final @Nullable RunObservationConvention runConvention;

	private final @Nullable FetchObservationConvention fetchConvention;

	private final @Nullable MutatorObservationConvention mutatorConvention;

	MicrometerRunObserver(ObservationRegistry registry, @Nullable RunObservationConvention runConvention,
			@Nullable FetchObservationConvention fetchConvention,
			@Nullable MutatorObservationConvention mutatorConvention) {
		this.registry = registry;
		this.runConvention = runConvention;
		this.fetchConvention = fetchConvention;
		this.mutatorConvention = mutatorConvention;
	}

	@Override
	public Scope runStarted(ProvisionContext context) {
		RunObservationContext observed = new RunObservationContext(context);
		return start(observed, ProvisionhookObservation.RUN.observation(this.runConvention, RUN_DEFAULT, () -> observed,
				this.registry));
	}

	@Override
	public Scope fetchStarted(ProvisionContext context, String mutatorName) {
		FetchObservationContext observed = new FetchObservationContext(context, mutatorName);
		return start(observed, ProvisionhookObservation.FETCH.observation(this.fetchConvention, FETCH_DEFAULT,
				() -> observed, this.registry));
	}

	@Override
	public Scope turnStarted(ProvisionContext context, String mutatorName) {
		MutatorObservationContext observed = new MutatorObservationContext(context, mutatorName);
		return start(observed, ProvisionhookObservation.MUTATOR.observation(this.mutatorConvention, MUTATOR_DEFAULT,
				() -> observed, this.registry));
	}

	// ObservationScope closes the scope
	@SuppressWarnings("MustBeClosed")
	private static Scope start(OutcomeObservationContext observed, Observation observation) {
		return new ObservationScope(observed, observation, observation.start().openScope());
	}

	/**
	 * Closes the scope on the thread that opened it, and stops the observation on any
	 * thread.
	 *
	 * @param observed the context of the observation
	 * @param observation the observation
	 * @param scope the scope of the observation
	 */
	private record ObservationScope(OutcomeObservationContext observed, Observation observation,
			Observation.Scope scope) implements Scope {

		@Override
		public void close() {
			this.scope.close();
		}

		@Override
		public void stopped(MutatorOutcome outcome, @Nullable ProvisionhookException error) {
			this.observed.setOutcome(outcome);
			if (error != null) {
				this.observation.error(error);
			}
			this.observation.stop();
		}

	}

}
