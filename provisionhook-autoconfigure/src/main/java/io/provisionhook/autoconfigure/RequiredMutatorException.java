package io.provisionhook.autoconfigure;

import java.util.List;

/**
 * A mutator that is required does not run.
 */
final class RequiredMutatorException extends RuntimeException {

	private final String key;

	private final boolean disabled;

	private final List<String> mutatorNames;

	RequiredMutatorException(String key, boolean disabled, List<String> mutatorNames) {
		super("Mutator '" + key + "' is required, but " + (disabled ? "it is disabled" : "there is none of that name"));
		this.key = key;
		this.disabled = disabled;
		this.mutatorNames = List.copyOf(mutatorNames);
	}

	String getKey() {
		return this.key;
	}

	boolean isDisabled() {
		return this.disabled;
	}

	List<String> getMutatorNames() {
		return this.mutatorNames;
	}

}
