package io.provisionhook.runtime.kubernetes.autoconfigure;

/**
 * Exception for an invalid property of the runtime.
 */
final class KubernetesPropertyException extends RuntimeException {

	private final String property;

	KubernetesPropertyException(String property, Exception cause) {
		super("Configuration property '" + property + "': " + cause.getMessage(), cause);
		this.property = property;
	}

	String getProperty() {
		return this.property;
	}

}
