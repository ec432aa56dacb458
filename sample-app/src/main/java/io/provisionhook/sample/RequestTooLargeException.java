package io.provisionhook.sample;

/**
 * The body of a request is larger than the operator allows.
 */
final class RequestTooLargeException extends RuntimeException {

	RequestTooLargeException(int limit) {
		super("The body must not be larger than " + limit + " bytes");
	}

}
