package io.provisionhook;

/**
 * Exception whose class is loaded with another name.
 */
public final class NamelessException extends RuntimeException {

	/**
	 * Create an exception without a message.
	 */
	public NamelessException() {
	}

}
