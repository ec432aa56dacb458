package io.provisionhook.credential;

/**
 * There is no source, or not exactly one, where one is needed. The message says which
 * there are.
 *
 * @since 0.1.0
 */
public final class CredentialSourceException extends RuntimeException {

	CredentialSourceException(String message) {
		super(message);
	}

}
