package io.provisionhook.autoconfigure.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of a fetch and gives it its keys. A bean of this type replaces
 * the {@linkplain DefaultFetchObservationConvention default}.
 *
 * @since 0.1.0
 */
public interface FetchObservationConvention extends ObservationConvention<FetchObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof FetchObservationContext;
	}

}
