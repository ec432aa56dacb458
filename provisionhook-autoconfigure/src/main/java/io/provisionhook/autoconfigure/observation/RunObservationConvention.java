package io.provisionhook.autoconfigure.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of a run and gives it its keys. A bean of this type replaces the
 * {@linkplain DefaultRunObservationConvention default}.
 *
 * @since 0.1.0
 */
public interface RunObservationConvention extends ObservationConvention<RunObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof RunObservationContext;
	}

}
