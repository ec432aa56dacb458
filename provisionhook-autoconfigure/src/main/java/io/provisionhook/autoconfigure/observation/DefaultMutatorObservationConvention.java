package io.provisionhook.autoconfigure.observation;

import io.micrometer.common.KeyValues;

import io.provisionhook.autoconfigure.observation.ProvisionhookObservation.HighCardinalityKeys;
import io.provisionhook.autoconfigure.observation.ProvisionhookObservation.MutatorLowCardinalityKeys;

/**
 * The convention for mutators as {@link ProvisionhookObservation#MUTATOR} documents it.
 *
 * @since 0.1.0
 */
public class DefaultMutatorObservationConvention implements MutatorObservationConvention {

	@Override
	public String getName() {
		return "provisionhook.mutator";
	}

	@Override
	public String getContextualName(MutatorObservationContext context) {
		return "provisionhook " + context.getMutatorName();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(MutatorObservationContext context) {
		return KeyValues.of(MutatorLowCardinalityKeys.MUTATOR.withValue(context.getMutatorName()))
			.and(Outcomes.keyOf(context, MutatorLowCardinalityKeys.OUTCOME));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(MutatorObservationContext context) {
		return KeyValues.of(HighCardinalityKeys.WORKSPACE_ID.withValue(context.getProvisionContext().workspaceId()));
	}

}
