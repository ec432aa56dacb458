package io.provisionhook;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;

/**
 * A name and what the rules say about it.
 *
 * @param text the name
 * @param size its size in bytes
 * @param secret whether the value is secret because of the name
 * @param problem why it can't be the name of a variable, or {@code null} if it can
 * @param isProtected whether mutators may neither set nor remove the variable
 * @param danger what can come of the variable, or {@code null} if nothing or if it was
 * allowed
 */
record VariableName(String text, int size, boolean secret, @Nullable String problem, boolean isProtected,
		@Nullable String danger) {

	VariableName valid() {
		if (this.problem != null) {
			throw refused(this.problem);
		}
		return this;
	}

	VariableName writable(Predicate<String> mayBeDangerous) {
		valid().removable();
		if (this.danger != null && !mayBeDangerous.test(this.text)) {
			throw refused(this.danger + " and was not allowed by name");
		}
		return this;
	}

	VariableName removable() {
		if (this.isProtected) {
			throw refused("is protected");
		}
		return this;
	}

	VariableRefusedException refused(String reason) {
		String shown = shown(this.text);
		return new VariableRefusedException(shown, "variable \"" + shown + "\" " + reason);
	}

	/**
	 * Return the name as it can be shown: nobody may write a variable of any other, but
	 * somebody may have one in a map.
	 * @return the name, or what can be shown of it
	 */
	String shown() {
		return (this.problem != null) ? shown(this.text) : this.text;
	}

	/**
	 * Return what can be shown of a name, which may hold anything.
	 * @param name the name
	 * @return the name as {@link VariableRefusedException#getVariableName()} has it
	 */
	static String shown(String name) {
		int end = name.indexOf('=');
		return PrintableText.of((end >= 0) ? name.substring(0, end + 1) : name, 80);
	}

}
