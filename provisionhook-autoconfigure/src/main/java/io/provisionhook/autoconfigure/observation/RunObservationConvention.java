package io.provisionhook.autoconfigure.observation;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

import io.provisionhook.autoconfigure.observation.ProvisionhookObservation.HighCardinalityKeys;
import io.provisionhook.autoconfigure.observation.ProvisionhookObservation.RunLowCardinalityKeys;

/**
 * Names and keys of the observation of a run. The default methods are the default
 * convention, which {@link ProvisionhookObservation#RUN} documents. A bean of this type
 * replaces it.
 *
 * @since 0.1.0
 */
public interface RunObservationConvention extends ObservationConvention<RunObservationContext> {

	@Override
	default String getName() {
		return "provisionhook.run";
	}

	@Override
	default String getContextualName(RunObservationContext context) {
		return "provisionhook run";
	}

	@Override
	default KeyValues getLowCardinalityKeyValues(RunObservationContext context) {
		return context.outcomeKey(RunLowCardinalityKeys.OUTCOME);
	}

	@Override
	default KeyValues getHighCardinalityKeyValues(RunObservationContext context) {
		return KeyValues.of(HighCardinalityKeys.WORKSPACE_ID.withValue(context.getProvisionContext().workspaceId()));
	}

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof RunObservationContext;
	}

}
