package io.provisionhook;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;

/**
 * Name of a variable, checked against the {@link VariableRules}.
 *
 * @param text the name
 * @param size its size in bytes
 * @param secret whether the name makes the value secret
 * @param problem why the name is invalid, or {@code null} if it is valid
 * @param isProtected whether mutators may neither set nor remove the variable
 * @param danger what the variable can cause, or {@code null} if it is harmless or allowed
 */
record VariableName(String text, int size, boolean secret, @Nullable String problem, boolean isProtected,
		@Nullable String danger) {

	private static final int MAX_SHOWN_LENGTH = 80;

	VariableName requireValid() {
		if (this.problem != null) {
			throw refused(this.problem);
		}
		return this;
	}

	VariableName requireWritable(Predicate<String> mayBeDangerous) {
		requireValid().requireRemovable();
		if (this.danger != null && !mayBeDangerous.test(this.text)) {
			throw refused(this.danger + " and was not allowed by name");
		}
		return this;
	}

	VariableName requireRemovable() {
		if (this.isProtected) {
			throw refused("is protected");
		}
		return this;
	}

	VariableRefusedException refused(String reason) {
		String shown = printable(this.text);
		return new VariableRefusedException(shown, "variable \"" + shown + "\" " + reason);
	}

	/**
	 * Return the name in printable form. Names that are not printable can't be written,
	 * but may come from the caller's map.
	 * @return the printable name
	 */
	String printable() {
		return (this.problem != null) ? printable(this.text) : this.text;
	}

	/**
	 * Return an unchecked name in printable form.
	 * @param name the name
	 * @return the name as in {@link VariableRefusedException#getVariableName()}
	 */
	static String printable(String name) {
		int end = name.indexOf('=');
		return PrintableText.of((end >= 0) ? name.substring(0, end + 1) : name, MAX_SHOWN_LENGTH);
	}

	/**
	 * Return why a text can't be the name of a variable.
	 * @param name the text
	 * @return the reason as part of a sentence; {@code null} if the name is valid
	 */
	static @Nullable String problemOf(String name) {
		if (name.isEmpty()) {
			return "has no name";
		}
		if (name.indexOf('=') >= 0) {
			return "has an equals sign in its name";
		}
		String unprintable = PrintableText.unprintableIn(name);
		if (unprintable != null) {
			return (sizeOf(name) < 0 && name.indexOf('\0') < 0) ? "has a name that can't be expressed in UTF-8"
					: "has a " + unprintable + " in its name";
		}
		if (isBlank(name.charAt(0)) || isBlank(name.charAt(name.length() - 1))) {
			return "has a blank at the beginning or end of its name";
		}
		return (name.length() > PrintableText.MAX_NAME_LENGTH)
				? "has a name of more than " + PrintableText.MAX_NAME_LENGTH + " characters" : null;
	}

	private static boolean isBlank(char c) {
		return Character.isWhitespace(c) || Character.isSpaceChar(c);
	}

	/**
	 * Return the size of a name or a value in UTF-8.
	 * @param text the name or the value
	 * @return the number of bytes, or -1 if the text contains a NUL or can't be encoded
	 */
	static int sizeOf(String text) {
		int length = text.length();
		int size = length;
		for (int i = 0; i < length; i++) {
			char c = text.charAt(i);
			if (c >= 0x80) {
				if (c < 0x800) {
					size++;
				}
				else if (!Character.isSurrogate(c)) {
					size += 2;
				}
				else if (i + 1 < length && Character.isSurrogatePair(c, text.charAt(i + 1))) {
					size += 2;
					i++;
				}
				else {
					return -1;
				}
			}
			else if (c == '\0') {
				return -1;
			}
		}
		return size;
	}

	/**
	 * Pattern for names: a name, {@code PREFIX_*}, {@code *_SUFFIX} or {@code *PART*}.
	 * Case-sensitive, as environments are.
	 *
	 * @param text the pattern
	 */
	record Pattern(String text) {

		Pattern {
			String literal = text.replaceAll("^\\*|\\*$", "");
			String problem = problemOf(literal);
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

}
