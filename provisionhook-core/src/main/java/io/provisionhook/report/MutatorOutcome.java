package io.provisionhook.report;

import io.provisionhook.OnFailure;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;

/**
 * How the turn of a mutator, a step of a provisioning or a whole run ended.
 *
 * @since 0.1.0
 */
public enum MutatorOutcome {

	/**
	 * It passed.
	 */
	SUCCESS,

	/**
	 * It failed, and by {@link OnFailure#SKIP its policy} the run went on without it.
	 */
	SKIPPED,

	/**
	 * It failed and aborted the run, or the provisioning.
	 */
	FAILURE,

	/**
	 * It was given up on, because the caller was interrupted or because the run had
	 * failed elsewhere.
	 */
	CANCELLED,

	/**
	 * It would run, but did not: the run was a {@linkplain ProvisionContext#isPlan()
	 * plan}, and the mutator may have {@linkplain SideEffects side effects}.
	 */
	WOULD_RUN

}
