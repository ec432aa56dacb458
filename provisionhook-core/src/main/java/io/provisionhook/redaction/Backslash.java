package io.provisionhook.redaction;

/**
 * What follows a backslash in JSON, in source code and in a shell.
 */
final class Backslash {

	private static final int MOST_DIGITS = 6;

	private static final String LETTERS = "abefnrtvE";

	private static final String MEANINGS = "\u0007\b\u001b\f\n\r\t\u000b\u001b";

	private Backslash() {
	}

	/**
	 * Read a character.
	 * @param text the text
	 * @param at where the backslash is
	 * @return the {@link Unit}, or {@link Unit#NONE} if there is none
	 */
	static long unit(String text, int at) {
		if (at + 1 == text.length()) {
			return Unit.NONE;
		}
		char next = text.charAt(at + 1);
		if ((next == 'u' || next == 'x') && text.startsWith("{", at + 2)) {
			return inBraces(text, at + 3);
		}
		return switch (next) {
			case 'u' -> codePoint(text, at + 2, 4);
			case 'U' -> codePoint(text, at + 2, 8);
			case 'x' -> EscapedBytes.HEXADECIMAL.unit(text, at);
			case '0', '1', '2', '3', '4', '5', '6', '7' -> EscapedBytes.OCTAL.unit(text, at);
			default -> Unit.of(meaningOf(next), at + 2);
		};
	}

	// As Rust, Ruby, Perl and JavaScript write it
	private static long inBraces(String text, int start) {
		int end = start;
		while (end < text.length() && end - start < MOST_DIGITS && text.charAt(end) != '}') {
			end++;
		}
		long unit = text.startsWith("}", end) ? codePoint(text, start, end - start) : Unit.NONE;
		return (unit != Unit.NONE) ? Unit.of(Unit.codePoint(unit), end + 1) : Unit.NONE;
	}

	private static long codePoint(String text, int start, int digits) {
		int codePoint = Digits.parse(text, start, digits, 16);
		return Character.isValidCodePoint(codePoint) ? Unit.of(codePoint, start + digits) : Unit.NONE;
	}

	private static char meaningOf(char next) {
		int letter = LETTERS.indexOf(next);
		return (letter >= 0) ? MEANINGS.charAt(letter) : next;
	}

}
