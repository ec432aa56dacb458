package com.example.platform;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.stereotype.Component;

import io.provisionhook.autoconfigure.observation.MutatorObservationContext;

@Component
class MutatorFailureLogger implements ObservationHandler<MutatorObservationContext> {

	private static final Log logger = LogFactory.getLog(MutatorFailureLogger.class);

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof MutatorObservationContext;
	}

	@Override
	public void onError(MutatorObservationContext context) {
		logger.warn("Mutator failed", context.getError());
	}

}
