package io.provisionhook.runtime.docker;

/**
 * Ways to deliver secret variables to a container.
 *
 * @since 0.1.0
 */
public enum SecretDelivery {

	/**
	 * Deliver secrets as part of the container's configuration, which
	 * {@code docker inspect} shows.
	 */
	ENVIRONMENT,

	/**
	 * Deliver secrets as a file in memory, which a shell in the container sources and
	 * removes before it runs the command. Requires {@code sh} in the image.
	 */
	FILE

}
