package io.provisionhook.redaction;

import java.util.regex.Pattern;

/**
 * Characters that break or forge a line of a log: line breaks, tabs, escapes, invisible
 * characters, and characters that change the direction of text.
 */
final class ControlCharacters {

	private static final Pattern RUN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]+");

	private ControlCharacters() {
	}

	static boolean areIn(String text) {
		return text.chars().anyMatch((character) -> is((char) character));
	}

	static boolean is(char character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
			default -> false;
		};
	}

	static String removedFrom(String text) {
		return RUN.matcher(text).replaceAll("");
	}

	static String asBlanksIn(String text) {
		return RUN.matcher(text).replaceAll(" ").strip();
	}

}
