package io.provisionhook.autoconfigure;

import java.util.List;

/**
 * What helps somebody who has mistyped the name of a mutator.
 */
final class MutatorHints {

	private MutatorHints() {
	}

	static String registered(List<String> mutatorNames) {
		return mutatorNames.isEmpty() ? "No mutators are registered."
				: "Registered are: " + String.join(", ", mutatorNames) + ".";
	}

	static String didYouMean(String key, List<String> mutatorNames) {
		return MutatorKeys.nearest(key, mutatorNames).map((name) -> "Did you mean '" + name + "'? ").orElse("");
	}

}
