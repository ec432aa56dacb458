package io.provisionhook;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A variable without which a workspace must not start, or several of which one is enough.
 *
 * @param names the names, of which the environment has to have at least one
 * @since 0.1.0
 */
public record RequiredVariable(List<String> names) {

	/**
	 * Create a required variable.
	 * @throws IllegalArgumentException if there is no name, or one that no variable can
	 * have
	 */
	public RequiredVariable {
		names = List.copyOf(names);
		if (names.isEmpty()) {
			throw new IllegalArgumentException("'names' must not be empty");
		}
		for (String name : names) {
			String problem = VariableText.problemOfName(name);
			if (problem != null) {
				throw new IllegalArgumentException("Required variable \"" + VariableName.shown(name) + "\" " + problem);
			}
		}
	}

	/**
	 * Read what a request or a template requires.
	 * @param text the name of a variable, or several with {@code |} between them, such as
	 * {@code API_KEY|OAUTH_TOKEN}
	 * @return the variable
	 * @throws IllegalArgumentException if a name is none that a variable can have; the
	 * message shows it
	 */
	public static RequiredVariable of(String text) {
		return new RequiredVariable(Arrays.stream(text.split("\\|", -1)).map(String::strip).toList());
	}

	/**
	 * Return whether one of the variables is there.
	 * @param present the names of those that are there
	 * @return whether it is
	 */
	public boolean isIn(Set<String> present) {
		return this.names.stream().anyMatch(present::contains);
	}

	/**
	 * Show the names as a message has them.
	 */
	@Override
	public String toString() {
		return String.join(" or ", this.names);
	}

}
