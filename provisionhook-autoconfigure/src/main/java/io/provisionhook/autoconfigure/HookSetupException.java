package io.provisionhook.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * The application can't start with the mutators, properties or contexts that it has.
 */
final class HookSetupException extends RuntimeException {

	private final String action;

	/**
	 * Create an exception.
	 * @param problem what is wrong, without a full stop and without values
	 * @param action what to do about it, one or more sentences
	 */
	HookSetupException(String problem, String action) {
		this(problem, action, null);
	}

	/**
	 * Create an exception.
	 * @param problem what is wrong, without a full stop and without values
	 * @param action what to do about it, one or more sentences
	 * @param cause what brought it to light
	 */
	HookSetupException(String problem, String action, @Nullable Throwable cause) {
		super(problem, cause);
		this.action = action;
	}

	String getAction() {
		return this.action;
	}

}
