package io.provisionhook.plugin.internal.placeholder;

/**
 * A workspace lacks a fact that a placeholder stands for, or has one that can't stand
 * there. The message names the placeholder.
 *
 * @since 0.1.0
 */
public final class PlaceholderException extends RuntimeException {

	PlaceholderException(String message) {
		super(message);
	}

}
