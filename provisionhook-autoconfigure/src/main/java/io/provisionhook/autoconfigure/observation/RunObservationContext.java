package io.provisionhook.autoconfigure.observation;

import io.provisionhook.ProvisionContext;

/**
 * Holds what is observed of a run.
 *
 * @since 0.1.0
 */
public final class RunObservationContext extends OutcomeObservationContext {

	/**
	 * Create a context.
	 * @param provisionContext what is known about the workspace
	 */
	public RunObservationContext(ProvisionContext provisionContext) {
		super(provisionContext);
	}

}
