package io.provisionhook.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.Assertions;

import io.provisionhook.report.VariableChange;

/**
 * Variables that a mutator must not change.
 */
final class UnrelatedVariables {

	private static final String PREFIX = "PROVISIONHOOK_CONTRACT_";

	private UnrelatedVariables() {
	}

	/**
	 * Return one variable of each kind.
	 * @return the variables
	 */
	static Map<String, String> few() {
		Map<String, String> variables = new LinkedHashMap<>();
		variables.put(PREFIX + "PLAIN", "plain");
		variables.put(PREFIX + "EMPTY", "");
		variables.put(PREFIX + "LINES", "first\nsecond\r\n\tthird ");
		variables.put(PREFIX + "REFERENCE", "$(HOME) ${HOME} 'a' \"b\" \\");
		variables.put(PREFIX + "UNICODE", "\u00e4\u20ac\ud83d\ude80");
		variables.put(PREFIX + "TOKEN", "somebody-elses-token-3b1f");
		return variables;
	}

	/**
	 * Return 10,000 variables.
	 * @return the variables
	 */
	static Map<String, String> many() {
		Map<String, String> variables = new LinkedHashMap<>();
		for (int i = 0; i < 10_000; i++) {
			variables.put(PREFIX + i, "value " + i);
		}
		return variables;
	}

	static void requireUntouched(MutatorRun run) {
		List<String> touched = run.report()
			.changes()
			.stream()
			.map(VariableChange::variable)
			.filter((name) -> name.startsWith(PREFIX))
			.limit(10)
			.toList();
		Assertions.assertThat(touched)
			.as("variables that were changed or removed although they do not belong to the mutator")
			.isEmpty();
	}

}
