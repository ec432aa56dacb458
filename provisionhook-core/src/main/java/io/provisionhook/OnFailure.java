package io.provisionhook;

/**
 * What becomes of a run in which a mutator fails.
 *
 * @since 0.1.0
 */
public enum OnFailure {

	/**
	 * The run is aborted and the workspace fails.
	 */
	ABORT,

	/**
	 * What the mutator wrote is undone, and the run goes on without it.
	 */
	SKIP

}
