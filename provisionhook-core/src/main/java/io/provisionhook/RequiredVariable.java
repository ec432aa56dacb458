package io.provisionhook;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Variable that must be present when a workspace starts, or alternatives of which one
 * must be present.
 *
 * @param names the names of the alternatives, at least one
 * @since 0.1.0
 */
public record RequiredVariable(List<String> names) {

	/**
	 * Create a required variable.
	 * @throws IllegalArgumentException if there is no name or a name is invalid
	 */
	public RequiredVariable {
		names = List.copyOf(names);
		if (names.isEmpty()) {
			throw new IllegalArgumentException("'names' must not be empty");
		}
		for (String name : names) {
			String problem = VariableName.problemOf(name);
			if (problem != null) {
				throw new IllegalArgumentException(
						"Required variable \"" + VariableName.printable(name) + "\" " + problem);
			}
		}
	}

	/**
	 * Parse a required variable of a request or a template.
	 * @param text the name of a variable, or several names separated by {@code |}, such
	 * as {@code API_KEY|OAUTH_TOKEN}
	 * @return the required variable
	 * @throws IllegalArgumentException if a name is invalid; the message shows the name
	 */
	public static RequiredVariable of(String text) {
		return new RequiredVariable(Arrays.stream(text.split("\\|", -1)).map(String::strip).toList());
	}

	/**
	 * Return whether one of the alternatives is present.
	 * @param present the names of the present variables
	 * @return whether one is present
	 */
	public boolean isIn(Set<String> present) {
		return this.names.stream().anyMatch(present::contains);
	}

	/**
	 * Return the names for messages, separated by "or".
	 */
	@Override
	public String toString() {
		return String.join(" or ", this.names);
	}

}
