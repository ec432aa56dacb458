package io.provisionhook.report;

/**
 * What was done to a variable.
 *
 * @since 0.1.0
 */
public enum VariableAction {

	/**
	 * It was not there before.
	 */
	ADDED,

	/**
	 * It was there before.
	 */
	CHANGED,

	/**
	 * It is not there any more.
	 */
	REMOVED

}
