package io.provisionhook.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * The application cannot start with its mutators, properties or contexts. The message is
 * for the user, in one or more sentences and without values.
 */
final class HookSetupException extends RuntimeException {

	private final String action;

	/**
	 * Create an exception.
	 * @param message the problem
	 * @param action the action that solves it
	 */
	HookSetupException(String message, String action) {
		this(message, action, null);
	}

	/**
	 * Create an exception.
	 * @param message the problem
	 * @param action the action that solves it
	 * @param cause the cause
	 */
	HookSetupException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	String getAction() {
		return this.action;
	}

}
