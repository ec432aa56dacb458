package io.provisionhook.autoconfigure.observation;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

import io.provisionhook.autoconfigure.observation.ProvisionhookObservation.HighCardinalityKeys;
import io.provisionhook.autoconfigure.observation.ProvisionhookObservation.MutatorLowCardinalityKeys;

/**
 * Names and keys of the observation of a fetch. The default methods are the default
 * convention, which {@link ProvisionhookObservation#FETCH} documents. A bean of this type
 * replaces it.
 *
 * @since 0.1.0
 */
public interface FetchObservationConvention extends ObservationConvention<FetchObservationContext> {

	@Override
	default String getName() {
		return "provisionhook.fetch";
	}

	@Override
	default String getContextualName(FetchObservationContext context) {
		return "provisionhook fetch " + context.getMutatorName();
	}

	@Override
	default KeyValues getLowCardinalityKeyValues(FetchObservationContext context) {
		return KeyValues.of(MutatorLowCardinalityKeys.MUTATOR.withValue(context.getMutatorName()))
			.and(context.outcomeKey(MutatorLowCardinalityKeys.OUTCOME));
	}

	@Override
	default KeyValues getHighCardinalityKeyValues(FetchObservationContext context) {
		return KeyValues.of(HighCardinalityKeys.WORKSPACE_ID.withValue(context.getProvisionContext().workspaceId()));
	}

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof FetchObservationContext;
	}

}
