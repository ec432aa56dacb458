package io.provisionhook.redaction;

/**
 * Ways to decode a text. Each can start at any position, so that a secret is found in any
 * surroundings, and rejects text that no encoder writes.
 */
enum Decoding {

	/**
	 * No encoding.
	 */
	PLAIN {

		@Override
		boolean appliesTo(String text) {
			return true;
		}

		@Override
		long decode(String text, int at) {
			return DecodedChar.of(text.charAt(at), at + 1);
		}

	},

	/**
	 * Line breaks from a terminal or an encoder such as {@code base64}, and the
	 * indentation behind them.
	 */
	WRAPPED {

		// Each position in a run of line breaks decodes to the end of the run
		private static final int LONGEST_RUN = 256;

		@Override
		boolean appliesTo(String text) {
			return ControlCharacters.areIn(text);
		}

		@Override
		boolean mayStartAt(String text, int at) {
			return !ControlCharacters.is(text.charAt(at));
		}

		@Override
		long decode(String text, int at) {
			int next = at;
			while (next < text.length() && next - at < LONGEST_RUN
					&& (!mayStartAt(text, next) || (next > at && text.charAt(next) == ' '))) {
				next++;
			}
			return (next < text.length() && mayStartAt(text, next)) ? PLAIN.decode(text, next) : DecodedChar.NONE;
		}

	},

	/**
	 * The alphabet of base64 that is safe in URLs.
	 */
	URL_SAFE_BASE64 {

		@Override
		boolean appliesTo(String text) {
			return text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
		}

		@Override
		long decode(String text, int at) {
			return switch (text.charAt(at)) {
				case '-' -> DecodedChar.of('+', at + 1);
				case '_' -> DecodedChar.of('/', at + 1);
				default -> PLAIN.decode(text, at);
			};
		}

	},

	/**
	 * URL encoding.
	 */
	URL {

		@Override
		boolean appliesTo(String text) {
			return text.indexOf('%') >= 0;
		}

		@Override
		long decode(String text, int at) {
			return (text.charAt(at) == '%') ? EscapedBytes.PERCENT.decode(text, at) : PLAIN.decode(text, at);
		}

	},

	/**
	 * URL encoding of forms, where a plus sign is a blank.
	 */
	FORM {

		@Override
		boolean appliesTo(String text) {
			return text.indexOf('+') >= 0;
		}

		@Override
		long decode(String text, int at) {
			return (text.charAt(at) == '+') ? DecodedChar.of(' ', at + 1) : URL.decode(text, at);
		}

	},

	/**
	 * Backslash escapes of JSON, of source code and of a shell, there without quotes, in
	 * double quotes and in {@code $'...'}.
	 */
	BACKSLASHES {

		private static final int MAX_DIGITS = 6;

		private static final String LETTERS = "abefnrtvE";

		private static final String MEANINGS = "\u0007\b\u001b\f\n\r\t\u000b\u001b";

		@Override
		boolean appliesTo(String text) {
			return text.indexOf('\\') >= 0;
		}

		@Override
		long decode(String text, int at) {
			return (text.charAt(at) == '\\') ? decodeEscape(text, at) : PLAIN.decode(text, at);
		}

		private static long decodeEscape(String text, int at) {
			if (at + 1 == text.length()) {
				return DecodedChar.NONE;
			}
			char next = text.charAt(at + 1);
			if ((next == 'u' || next == 'x') && text.startsWith("{", at + 2)) {
				return decodeBraces(text, at + 3);
			}
			return switch (next) {
				case 'u' -> decodeCodePoint(text, at + 2, 4);
				case 'U' -> decodeCodePoint(text, at + 2, 8);
				case 'x' -> EscapedBytes.HEXADECIMAL.decode(text, at);
				case '0', '1', '2', '3', '4', '5', '6', '7' -> EscapedBytes.OCTAL.decode(text, at);
				default -> DecodedChar.of(meaningOf(next), at + 2);
			};
		}

		// As in Rust, Ruby, Perl and JavaScript
		private static long decodeBraces(String text, int start) {
			int end = start;
			while (end < text.length() && end - start < MAX_DIGITS && text.charAt(end) != '}') {
				end++;
			}
			long decoded = text.startsWith("}", end) ? decodeCodePoint(text, start, end - start) : DecodedChar.NONE;
			return (decoded != DecodedChar.NONE) ? DecodedChar.of(DecodedChar.codePoint(decoded), end + 1)
					: DecodedChar.NONE;
		}

		private static long decodeCodePoint(String text, int start, int digits) {
			int codePoint = EscapedBytes.parseDigits(text, start, digits, 16);
			return Character.isValidCodePoint(codePoint) ? DecodedChar.of(codePoint, start + digits) : DecodedChar.NONE;
		}

		private static char meaningOf(char next) {
			int letter = LETTERS.indexOf(next);
			return (letter >= 0) ? MEANINGS.charAt(letter) : next;
		}

	},

	/**
	 * Single quotes of a shell, where a quote is {@code '\''} or {@code '"'"'}, and of
	 * YAML or SQL, where it is {@code ''}.
	 */
	SINGLE_QUOTES {

		@Override
		boolean appliesTo(String text) {
			return text.indexOf('\'') >= 0;
		}

		@Override
		long decode(String text, int at) {
			if (text.charAt(at) != '\'') {
				return PLAIN.decode(text, at);
			}
			for (String quote : QUOTES) {
				if (text.startsWith(quote, at)) {
					return DecodedChar.of('\'', at + quote.length());
				}
			}
			return DecodedChar.NONE;
		}

	},

	/**
	 * Doubled characters: {@code ""} in CSV, two braces in connection strings, {@code %%}
	 * in formats, {@code $$} in Docker Compose.
	 */
	DOUBLED {

		@Override
		boolean appliesTo(String text) {
			return text.contains("\"\"") || text.contains("}}") || text.contains("%%") || text.contains("$$");
		}

		@Override
		long decode(String text, int at) {
			char character = text.charAt(at);
			boolean doubled = "\"}%$".indexOf(character) >= 0 && at + 1 < text.length()
					&& text.charAt(at + 1) == character;
			return DecodedChar.of(character, doubled ? at + 2 : at + 1);
		}

	},

	/**
	 * Character references of HTML and XML.
	 */
	MARKUP {

		@Override
		boolean appliesTo(String text) {
			return text.indexOf('&') >= 0;
		}

		@Override
		long decode(String text, int at) {
			return (text.charAt(at) == '&') ? HtmlEntity.decode(text, at) : PLAIN.decode(text, at);
		}

	},

	/**
	 * Hexadecimal digits of the bytes, with or without separators, as in the output of
	 * {@code xxd}, {@code od} and debuggers.
	 */
	HEXADECIMAL {

		@Override
		boolean appliesTo(String text) {
			return true;
		}

		@Override
		long decode(String text, int at) {
			return EscapedBytes.BARE.decode(text, at);
		}

	};

	private static final String[] QUOTES = { "''", "'\\''", "'\"'\"'" };

	/**
	 * Return whether decoding a text may change it.
	 * @param text the text
	 * @return {@code false} if the text has nothing to decode
	 */
	abstract boolean appliesTo(String text);

	boolean mayStartAt(String text, int at) {
		return true;
	}

	/**
	 * Decode a character.
	 * @param text the text
	 * @param at the index at which the character starts
	 * @return a {@link DecodedChar}, or {@link DecodedChar#NONE} if there is none
	 */
	abstract long decode(String text, int at);

}
