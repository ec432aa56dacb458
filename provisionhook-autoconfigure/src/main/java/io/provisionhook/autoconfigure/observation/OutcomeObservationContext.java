package io.provisionhook.autoconfigure.observation;

import java.util.Objects;

import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.report.MutatorOutcome;

/**
 * Common part of the contexts of runs, fetches and mutators.
 */
abstract sealed class OutcomeObservationContext extends Observation.Context
		permits RunObservationContext, FetchObservationContext, MutatorObservationContext {

	private final ProvisionContext provisionContext;

	private @Nullable MutatorOutcome outcome;

	OutcomeObservationContext(ProvisionContext provisionContext) {
		this.provisionContext = Objects.requireNonNull(provisionContext, "'provisionContext' must not be null");
	}

	/**
	 * Return the context of the run, with the id of the workspace.
	 * @return the context of the run
	 */
	public ProvisionContext getProvisionContext() {
		return this.provisionContext;
	}

	/**
	 * Return the outcome.
	 * @return the outcome, or {@code null} before the end
	 */
	public @Nullable MutatorOutcome getOutcome() {
		return this.outcome;
	}

	void setOutcome(MutatorOutcome outcome) {
		this.outcome = outcome;
	}

	KeyValues outcomeKey(KeyName key) {
		return (this.outcome != null) ? KeyValues.of(key.withValue(this.outcome.name())) : KeyValues.empty();
	}

}
