package io.provisionhook.sample;

/**
 * A request can be read but not granted. The message is for the person who made it.
 */
final class InvalidRequestException extends RuntimeException {

	InvalidRequestException(IllegalArgumentException cause) {
		super(cause.getMessage(), cause);
	}

}
