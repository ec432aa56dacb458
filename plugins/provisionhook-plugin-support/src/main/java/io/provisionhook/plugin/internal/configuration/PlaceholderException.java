package io.provisionhook.plugin.internal.configuration;

/**
 * Thrown when a workspace has no safe value for a placeholder. The message names the
 * placeholder.
 */
final class PlaceholderException extends RuntimeException {

	PlaceholderException(String message) {
		super(message);
	}

}
