package io.provisionhook.autoconfigure.observation;

import io.provisionhook.MutatorOutcome;

/**
 * How an outcome is written as the value of a key.
 */
final class Outcomes {

	private Outcomes() {
	}

	static String valueOf(OutcomeObservationContext context) {
		MutatorOutcome outcome = context.getOutcome();
		return (outcome != null) ? outcome.name() : "UNKNOWN";
	}

}
