package io.provisionhook;

/**
 * To be loaded by another name.
 */
public final class NamelessException extends RuntimeException {

	/**
	 * Create an exception without a message.
	 */
	public NamelessException() {
	}

}
