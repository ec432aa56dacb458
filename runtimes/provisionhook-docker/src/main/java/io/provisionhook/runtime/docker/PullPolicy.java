package io.provisionhook.runtime.docker;

/**
 * When an engine gets an image from its registry.
 *
 * @since 0.1.0
 */
public enum PullPolicy {

	/**
	 * If it does not have the image.
	 */
	MISSING,

	/**
	 * Each time a workspace is provisioned.
	 */
	ALWAYS,

	/**
	 * Never: images are brought to the engine by other means.
	 */
	NEVER

}
