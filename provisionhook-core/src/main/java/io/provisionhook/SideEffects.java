package io.provisionhook;

/**
 * Side effects of a mutator or another extension: whether it creates, changes or uses up
 * anything that outlives the call. Reading from a remote system is no side effect. A
 * login or a request for a token or a lease is one, since it creates something that has
 * to be accounted for, revoked or left to expire.
 *
 * @since 0.1.0
 * @see EnvMutator#sideEffects()
 * @see ProvisionContext#isPlan()
 */
public enum SideEffects {

	/**
	 * No side effects. Also runs in a plan.
	 */
	NONE,

	/**
	 * Side effects, but none in a plan. In a plan it writes the same variables, with a
	 * placeholder for each value that would need a side effect.
	 */
	NONE_ON_PLAN,

	/**
	 * Possible side effects. Does not run in a plan.
	 */
	UNKNOWN

}
