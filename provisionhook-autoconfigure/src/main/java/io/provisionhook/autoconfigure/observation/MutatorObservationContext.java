package io.provisionhook.autoconfigure.observation;

import java.util.Objects;

import io.provisionhook.ProvisionContext;

/**
 * Context of the observation of the turn of a mutator.
 *
 * @since 0.1.0
 */
public final class MutatorObservationContext extends OutcomeObservationContext {

	private final String mutatorName;

	/**
	 * Create a context.
	 * @param provisionContext the context of the run
	 * @param mutatorName the name of the mutator
	 */
	public MutatorObservationContext(ProvisionContext provisionContext, String mutatorName) {
		super(provisionContext);
		this.mutatorName = Objects.requireNonNull(mutatorName, "'mutatorName' must not be null");
	}

	/**
	 * Return the name of the mutator.
	 * @return the name
	 */
	public String getMutatorName() {
		return this.mutatorName;
	}

}
