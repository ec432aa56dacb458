package io.provisionhook.autoconfigure;

import java.util.List;

/**
 * Properties are about a mutator that is not there.
 */
final class UnknownMutatorException extends RuntimeException {

	private final String key;

	private final List<String> mutatorNames;

	UnknownMutatorException(String key, List<String> mutatorNames) {
		super("'" + MutatorKeys.propertyOf(key) + "' is about a mutator that is not registered; "
				+ (mutatorNames.isEmpty() ? "there are none" : "there are " + String.join(", ", mutatorNames)));
		this.key = key;
		this.mutatorNames = List.copyOf(mutatorNames);
	}

	String getKey() {
		return this.key;
	}

	List<String> getMutatorNames() {
		return this.mutatorNames;
	}

}
