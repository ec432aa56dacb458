package io.provisionhook;

import java.util.List;

/**
 * A mutator in its place in the chain.
 *
 * @param name the mutator's name, as it was when it was registered
 * @param mutator the mutator
 * @param policy what the operator decided about it
 * @param source who registered it: a class, or a bean
 * @param sideEffects the mutator's side effects, as they were when it was registered
 * @param dangerousVariables patterns of the dangerous variables that the mutator is made
 * to set, as they were when it was registered
 * @since 0.1.0
 */
public record Registration(String name, EnvMutator mutator, MutatorPolicy policy, String source,
		SideEffects sideEffects, List<String> dangerousVariables) {

	/**
	 * Create a registration.
	 * @throws IllegalArgumentException if one of the variables is no pattern
	 */
	public Registration {
		dangerousVariables = List.copyOf(dangerousVariables);
		dangerousVariables.forEach(NamePattern::new);
	}

	boolean isMadeFor(String dangerousVariable) {
		return this.dangerousVariables.stream()
			.anyMatch((pattern) -> new NamePattern(pattern).matches(dangerousVariable));
	}

	/**
	 * Refuse the write or removal of a variable that the policy does not name.
	 * @param variable the variable
	 */
	void requireMayWrite(VariableName variable) {
		if (!this.policy.mayWrite(variable.text())) {
			throw variable.refused("may not be written by \"" + this.name + "\": provisionhook.mutators." + this.name
					+ ".may-write does not name it");
		}
	}

}
