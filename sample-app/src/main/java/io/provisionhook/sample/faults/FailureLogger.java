package io.provisionhook.sample.faults;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

import io.provisionhook.autoconfigure.observation.MutatorObservationContext;

/**
 * Logs the stack trace of each mutator that fails.
 */
@Component
@Profile("faults")
final class FailureLogger implements ObservationHandler<MutatorObservationContext> {

	private static final Log logger = LogFactory.getLog(FailureLogger.class);

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof MutatorObservationContext;
	}

	@Override
	public void onError(MutatorObservationContext context) {
		logger.warn("Mutator failed", context.getError());
	}

}
