package io.provisionhook.autoconfigure;

/**
 * Two beans are different mutators of the same name.
 */
final class DuplicateMutatorException extends RuntimeException {

	private final String mutatorName;

	private final String firstBean;

	private final String secondBean;

	DuplicateMutatorException(String mutatorName, String firstBean, String secondBean) {
		super("Beans '" + firstBean + "' and '" + secondBean + "' are different mutators of the same name '"
				+ mutatorName + "'");
		this.mutatorName = mutatorName;
		this.firstBean = firstBean;
		this.secondBean = secondBean;
	}

	String getMutatorName() {
		return this.mutatorName;
	}

	String getFirstBean() {
		return this.firstBean;
	}

	String getSecondBean() {
		return this.secondBean;
	}

}
