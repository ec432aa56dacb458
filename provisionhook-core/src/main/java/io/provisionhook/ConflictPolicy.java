package io.provisionhook;

/**
 * What becomes of a mutator that changes or removes a variable which an earlier mutator
 * of the same run has set, changed or removed. Adding to a list-like variable with
 * {@link Env#prepend} or {@link Env#append} keeps what the earlier one did and is no
 * conflict, unless it has removed the variable.
 *
 * @since 0.1.0
 * @see MutatorPolicy#isMayOverride()
 */
public enum ConflictPolicy {

	/**
	 * The later one wins.
	 */
	OVERRIDE,

	/**
	 * The later one wins, and the report has a warning that names both.
	 */
	WARN,

	/**
	 * The write is refused by an exception that names both.
	 */
	FAIL

}
