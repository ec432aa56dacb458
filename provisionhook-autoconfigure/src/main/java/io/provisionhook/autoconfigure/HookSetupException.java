package io.provisionhook.autoconfigure;

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
		super(problem);
		this.action = action;
	}

	String getAction() {
		return this.action;
	}

}
