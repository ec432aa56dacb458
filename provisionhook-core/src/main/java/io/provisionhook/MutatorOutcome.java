package io.provisionhook;

/**
 * How a mutator's turn, or a whole run, ended.
 *
 * @since 0.1.0
 */
public enum MutatorOutcome {

	/**
	 * It returned normally.
	 */
	SUCCESS,

	/**
	 * It failed, which aborted the run.
	 */
	FAILURE

}
