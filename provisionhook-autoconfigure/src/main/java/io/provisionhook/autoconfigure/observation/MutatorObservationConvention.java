package io.provisionhook.autoconfigure.observation;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

import io.provisionhook.autoconfigure.observation.ProvisionhookObservation.HighCardinalityKeys;
import io.provisionhook.autoconfigure.observation.ProvisionhookObservation.MutatorLowCardinalityKeys;

/**
 * Names and keys of the observation of a mutator. The default methods are the default
 * convention, which {@link ProvisionhookObservation#MUTATOR} documents. A bean of this
 * type replaces it.
 *
 * @since 0.1.0
 */
public interface MutatorObservationConvention extends ObservationConvention<MutatorObservationContext> {

	@Override
	default String getName() {
		return "provisionhook.mutator";
	}

	@Override
	default String getContextualName(MutatorObservationContext context) {
		return "provisionhook " + context.getMutatorName();
	}

	@Override
	default KeyValues getLowCardinalityKeyValues(MutatorObservationContext context) {
		return KeyValues.of(MutatorLowCardinalityKeys.MUTATOR.withValue(context.getMutatorName()))
			.and(context.outcomeKey(MutatorLowCardinalityKeys.OUTCOME));
	}

	@Override
	default KeyValues getHighCardinalityKeyValues(MutatorObservationContext context) {
		return KeyValues.of(HighCardinalityKeys.WORKSPACE_ID.withValue(context.getProvisionContext().workspaceId()));
	}

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof MutatorObservationContext;
	}

}
