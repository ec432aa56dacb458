package io.provisionhook.runtime.docker.autoconfigure;

/**
 * Exception for an invalid property of the runtime.
 */
final class DockerPropertyException extends RuntimeException {

	private final String property;

	private final String problem;

	DockerPropertyException(String property, IllegalArgumentException cause) {
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
