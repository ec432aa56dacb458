package io.provisionhook.autoconfigure.observation;

import io.provisionhook.ProvisionContext;

/**
 * Context of the observation of a run.
 *
 * @since 0.1.0
 */
public final class RunObservationContext extends OutcomeObservationContext {

	/**
	 * Create a context.
	 * @param provisionContext the context of the run
	 */
	public RunObservationContext(ProvisionContext provisionContext) {
		super(provisionContext);
	}

}
