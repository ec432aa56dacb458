package io.provisionhook;

/**
 * What a mutator, or another extension, does besides answering: whether something is
 * created, changed or used up that outlives the call. Reading a remote system is no side
 * effect. A login at one and a request for a token or a lease are, since they create
 * something that somebody has to account for, revoke or wait for the end of.
 *
 * @since 0.1.0
 * @see EnvMutator#sideEffects()
 * @see ProvisionContext#isPlan()
 */
public enum SideEffects {

	/**
	 * It has none, so it also runs in a plan.
	 */
	NONE,

	/**
	 * It has some, but none in a plan. There it writes the same variables, with a
	 * placeholder where a value would take a side effect.
	 */
	NONE_ON_PLAN,

	/**
	 * It may have some, so it does not run in a plan.
	 */
	UNKNOWN

}
