package io.provisionhook.autoconfigure.observation;

import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;

import io.provisionhook.report.MutatorOutcome;

/**
 * How what is observed has ended, as a key with few values. While it lasts there is no
 * such key.
 */
final class Outcomes {

	private Outcomes() {
	}

	static KeyValues keyOf(OutcomeObservationContext context, KeyName key) {
		MutatorOutcome outcome = context.getOutcome();
		return (outcome != null) ? KeyValues.of(key.withValue(outcome.name())) : KeyValues.empty();
	}

}
