package io.provisionhook.runtime.kubernetes.autoconfigure;

/**
 * Exception for an invalid property of the runtime.
 */
final class KubernetesPropertyException extends RuntimeException {

	private final String property;

	private final String problem;

	KubernetesPropertyException(String property, Exception cause) {
		super("Configuration property '" + property + "': " + cause.getMessage(), cause);
		this.property = property;
		this.problem = String.valueOf(cause.getMessage());
	}

	String getProperty() {
		return this.property;
	}

	String getProblem() {
		return this.problem;
	}

}
