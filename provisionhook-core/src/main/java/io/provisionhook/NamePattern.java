package io.provisionhook;

import io.provisionhook.internal.PrintableText;

/**
 * A pattern for names of variables: a name, {@code PREFIX_*}, {@code *_SUFFIX} or
 * {@code *PART*}. Upper and lower case differ, as they do in environments.
 *
 * @param text the pattern
 */
record NamePattern(String text) {

	NamePattern {
		String literal = text.replaceAll("^\\*|\\*$", "");
		String problem = VariableText.problemOfName(literal);
		if (problem != null || literal.indexOf('*') >= 0) {
			throw new IllegalArgumentException("'" + PrintableText.of(text)
					+ "' must be the name of a variable, with an asterisk at its beginning or end at most"
					+ ((problem != null && !literal.isEmpty()) ? ", but it " + problem : ""));
		}
	}

	boolean matches(String name) {
		boolean anyStart = this.text.startsWith("*");
		boolean anyEnd = this.text.endsWith("*");
		if (anyStart && anyEnd) {
			return name.contains(this.text.substring(1, this.text.length() - 1));
		}
		if (anyStart) {
			return name.endsWith(this.text.substring(1));
		}
		return anyEnd ? name.startsWith(this.text.substring(0, this.text.length() - 1)) : name.equals(this.text);
	}

}
