package io.provisionhook.autoconfigure.credential;

/**
 * Two beans are credential sources of the same name.
 */
final class DuplicateCredentialSourceException extends RuntimeException {

	private final String sourceName;

	private final String firstBean;

	private final String secondBean;

	DuplicateCredentialSourceException(String sourceName, String firstBean, String secondBean) {
		super("Beans '" + firstBean + "' and '" + secondBean + "' are credential sources of the same name '"
				+ sourceName + "'");
		this.sourceName = sourceName;
		this.firstBean = firstBean;
		this.secondBean = secondBean;
	}

	String getSourceName() {
		return this.sourceName;
	}

	String getFirstBean() {
		return this.firstBean;
	}

	String getSecondBean() {
		return this.secondBean;
	}

}
