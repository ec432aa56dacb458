package io.provisionhook.redaction;

import java.util.regex.Pattern;

/**
 * Line breaks, tabs, escapes and whatever else breaks a line of a log.
 */
final class ControlCharacters {

	private static final Pattern RUN = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

	private ControlCharacters() {
	}

	static boolean areIn(String text) {
		return text.chars().anyMatch((character) -> is((char) character));
	}

	static boolean is(char character) {
		return Character.isISOControl(character) || character == '\u2028' || character == '\u2029';
	}

	static String removedFrom(String text) {
		return RUN.matcher(text).replaceAll("");
	}

	static String asBlanksIn(String text) {
		return RUN.matcher(text).replaceAll(" ").strip();
	}

}
