package io.provisionhook.runtime.docker;

/**
 * How the values of secret variables get into a container.
 *
 * @since 0.1.0
 */
public enum SecretDelivery {

	/**
	 * As part of its configuration, where {@code docker inspect} shows them.
	 */
	ENVIRONMENT,

	/**
	 * As a file in the container's memory, which a shell sources and removes before it
	 * becomes the command. The image has to have {@code sh}.
	 */
	FILE

}
