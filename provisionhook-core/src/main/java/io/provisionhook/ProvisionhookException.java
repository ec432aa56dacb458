package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * A run was aborted and nothing that the mutators did was applied. The message has all
 * known secrets taken out; the {@linkplain #getCause() cause} is what a plugin threw,
 * untouched and therefore not fit to be stored or shown.
 *
 * @since 0.1.0
 */
public abstract class ProvisionhookException extends RuntimeException {

	ProvisionhookException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	/**
	 * Return a copy that can be handed to whatever records exceptions as a whole.
	 * @return this exception without the cause
	 */
	abstract ProvisionhookException withoutCause();

}
