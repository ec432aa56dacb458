package io.provisionhook.autoconfigure.observation;

import io.micrometer.common.KeyValues;

import io.provisionhook.autoconfigure.observation.ProvisionhookObservation.HighCardinalityKeys;
import io.provisionhook.autoconfigure.observation.ProvisionhookObservation.MutatorLowCardinalityKeys;

/**
 * The convention for fetches as {@link ProvisionhookObservation#FETCH} documents it.
 *
 * @since 0.1.0
 */
public class DefaultFetchObservationConvention implements FetchObservationConvention {

	@Override
	public String getName() {
		return "provisionhook.fetch";
	}

	@Override
	public String getContextualName(FetchObservationContext context) {
		return "provisionhook fetch " + context.getMutatorName();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(FetchObservationContext context) {
		return KeyValues.of(MutatorLowCardinalityKeys.MUTATOR.withValue(context.getMutatorName()))
			.and(Outcomes.keyOf(context, MutatorLowCardinalityKeys.OUTCOME));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(FetchObservationContext context) {
		return KeyValues.of(HighCardinalityKeys.WORKSPACE_ID.withValue(context.getProvisionContext().workspaceId()));
	}

}
