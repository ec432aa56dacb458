package io.provisionhook.workspace;

/**
 * What becomes of a running workspace when a variable of its environment is about to
 * expire. Whichever it is, {@link LeaseExpiryListener}s are told.
 *
 * @since 0.1.0
 */
public enum OnExpiry {

	/**
	 * The workspace goes on with what it has.
	 */
	EVENT,

	/**
	 * The workspace is stopped and provisioned again, with a fresh environment.
	 */
	RESTART

}
