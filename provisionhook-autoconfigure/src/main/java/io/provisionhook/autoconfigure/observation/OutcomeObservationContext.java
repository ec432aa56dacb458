package io.provisionhook.autoconfigure.observation;

import java.util.Objects;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.report.MutatorOutcome;

/**
 * What observations of a run, of a fetch and of a mutator have in common.
 *
 * @since 0.1.0
 */
public abstract sealed class OutcomeObservationContext extends Observation.Context
		permits RunObservationContext, FetchObservationContext, MutatorObservationContext {

	private final ProvisionContext provisionContext;

	private @Nullable MutatorOutcome outcome;

	OutcomeObservationContext(ProvisionContext provisionContext) {
		this.provisionContext = Objects.requireNonNull(provisionContext, "'provisionContext' must not be null");
	}

	/**
	 * Return what is known about the workspace.
	 * @return the context of the run
	 */
	public ProvisionContext getProvisionContext() {
		return this.provisionContext;
	}

	/**
	 * Return how it ended.
	 * @return the outcome, or {@code null} while it lasts
	 */
	public @Nullable MutatorOutcome getOutcome() {
		return this.outcome;
	}

	void setOutcome(MutatorOutcome outcome) {
		this.outcome = outcome;
	}

}
