package io.provisionhook.autoconfigure.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.RunInterceptor;

/**
 * Observes each run and each mutator, with the observation in scope meanwhile.
 */
final class ObservationRunInterceptor implements RunInterceptor {

	private static final RunObservationConvention RUN_DEFAULT = new DefaultRunObservationConvention();

	private static final MutatorObservationConvention MUTATOR_DEFAULT = new DefaultMutatorObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable RunObservationConvention runConvention;

	private final @Nullable MutatorObservationConvention mutatorConvention;

	ObservationRunInterceptor(ObservationRegistry registry, @Nullable RunObservationConvention runConvention,
			@Nullable MutatorObservationConvention mutatorConvention) {
		this.registry = registry;
		this.runConvention = runConvention;
		this.mutatorConvention = mutatorConvention;
	}

	@Override
	public Completion beforeRun(ProvisionContext context) {
		RunObservationContext observed = new RunObservationContext(context);
		return begin(observed, ProvisionhookObservation.RUN.observation(this.runConvention, RUN_DEFAULT, () -> observed,
				this.registry));
	}

	@Override
	public Completion beforeMutator(ProvisionContext context, String mutatorName) {
		MutatorObservationContext observed = new MutatorObservationContext(context, mutatorName);
		return begin(observed, ProvisionhookObservation.MUTATOR.observation(this.mutatorConvention, MUTATOR_DEFAULT,
				() -> observed, this.registry));
	}

	// The scope is closed by the completion, which may be in another method but is always
	// called on this thread
	@SuppressWarnings("MustBeClosed")
	private static Completion begin(OutcomeObservationContext observed, Observation observation) {
		Observation.Scope scope = observation.start().openScope();
		return (outcome, error) -> {
			observed.setOutcome(outcome);
			if (error != null) {
				observation.error(error);
			}
			try {
				scope.close();
			}
			finally {
				observation.stop();
			}
		};
	}

}
