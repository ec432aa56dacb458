package io.provisionhook.report;

import io.provisionhook.MutatorPolicy;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;

/**
 * Outcome of the turn of a mutator, of a step of a provisioning or of a whole run.
 *
 * @since 0.1.0
 */
public enum MutatorOutcome {

	/**
	 * It succeeded.
	 */
	SUCCESS,

	/**
	 * It failed, and the run continued without it because of its policy
	 * {@link MutatorPolicy.OnFailure#SKIP}.
	 */
	SKIPPED,

	/**
	 * It failed and aborted the run, or the provisioning.
	 */
	FAILURE,

	/**
	 * It was cancelled, because the caller was interrupted or the run failed elsewhere.
	 */
	CANCELLED,

	/**
	 * It did not run because the run was a {@linkplain ProvisionContext#isPlan() plan}
	 * and the mutator may have {@linkplain SideEffects side effects}. It would run
	 * otherwise.
	 */
	WOULD_RUN

}
