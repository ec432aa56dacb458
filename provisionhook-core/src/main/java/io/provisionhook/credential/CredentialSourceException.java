package io.provisionhook.credential;

/**
 * Thrown when there is no matching credential source, or more than one. The message lists
 * the sources.
 *
 * @since 0.1.0
 */
public final class CredentialSourceException extends RuntimeException {

	CredentialSourceException(String message) {
		super(message);
	}

}
