package io.provisionhook.autoconfigure.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of a mutator and gives it its keys. A bean of this type replaces
 * the {@linkplain DefaultMutatorObservationConvention default}.
 *
 * @since 0.1.0
 */
public interface MutatorObservationConvention extends ObservationConvention<MutatorObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof MutatorObservationContext;
	}

}
