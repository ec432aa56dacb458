package io.provisionhook.runtime.docker;

/**
 * Policy for pulling images from their registries.
 *
 * @since 0.1.0
 */
public enum PullPolicy {

	/**
	 * Pull an image if the engine does not have it.
	 */
	MISSING,

	/**
	 * Pull an image each time a workspace is provisioned.
	 */
	ALWAYS,

	/**
	 * Never pull an image; the engine must have it already.
	 */
	NEVER

}
