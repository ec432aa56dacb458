package io.provisionhook.autoconfigure;

/**
 * A mutator that is required is disabled.
 */
final class RequiredMutatorException extends RuntimeException {

	private final String mutatorName;

	RequiredMutatorException(String mutatorName) {
		super("Mutator '" + mutatorName + "' is required, but it is disabled");
		this.mutatorName = mutatorName;
	}

	String getMutatorName() {
		return this.mutatorName;
	}

}
