package io.provisionhook.autoconfigure.observation;

import io.micrometer.common.KeyValues;

import io.provisionhook.autoconfigure.observation.ProvisionhookObservation.HighCardinalityKeys;
import io.provisionhook.autoconfigure.observation.ProvisionhookObservation.RunLowCardinalityKeys;

/**
 * The convention for runs as {@link ProvisionhookObservation#RUN} documents it.
 *
 * @since 0.1.0
 */
public class DefaultRunObservationConvention implements RunObservationConvention {

	@Override
	public String getName() {
		return "provisionhook.run";
	}

	@Override
	public String getContextualName(RunObservationContext context) {
		return "provisionhook run";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(RunObservationContext context) {
		return Outcomes.keyOf(context, RunLowCardinalityKeys.OUTCOME);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(RunObservationContext context) {
		return KeyValues.of(HighCardinalityKeys.WORKSPACE_ID.withValue(context.getProvisionContext().workspaceId()));
	}

}
