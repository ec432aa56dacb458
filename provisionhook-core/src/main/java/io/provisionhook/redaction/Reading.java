package io.provisionhook.redaction;

/**
 * A way to read a text: as it stands, or as somebody would who undoes an encoding. Each
 * reads on from wherever it is told to, whatever comes before, so that a secret is found
 * in any surroundings; and refuses what the encoding would never have produced.
 */
enum Reading {

	/**
	 * As it stands.
	 */
	PLAIN {

		@Override
		boolean appliesTo(String text) {
			return true;
		}

		@Override
		long unit(String text, int at) {
			return Unit.of(text.charAt(at), at + 1);
		}

	},

	/**
	 * Without the line breaks that a terminal, or an encoder such as {@code base64}, put
	 * into it, and without the indentation behind them.
	 */
	WRAPPED {

		// Each position in a run reads on to its end
		private static final int LONGEST_RUN = 256;

		@Override
		boolean appliesTo(String text) {
			return ControlCharacters.areIn(text);
		}

		@Override
		boolean startsAt(String text, int at) {
			return !ControlCharacters.is(text.charAt(at));
		}

		@Override
		long unit(String text, int at) {
			int next = at;
			while (next < text.length() && next - at < LONGEST_RUN
					&& (!startsAt(text, next) || (next > at && text.charAt(next) == ' '))) {
				next++;
			}
			return (next < text.length() && startsAt(text, next)) ? PLAIN.unit(text, next) : Unit.NONE;
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
		long unit(String text, int at) {
			return switch (text.charAt(at)) {
				case '-' -> Unit.of('+', at + 1);
				case '_' -> Unit.of('/', at + 1);
				default -> PLAIN.unit(text, at);
			};
		}

	},

	/**
	 * URL-encoded.
	 */
	URL {

		@Override
		boolean appliesTo(String text) {
			return text.indexOf('%') >= 0;
		}

		@Override
		long unit(String text, int at) {
			return (text.charAt(at) == '%') ? EscapedBytes.PERCENT.unit(text, at) : PLAIN.unit(text, at);
		}

	},

	/**
	 * URL-encoded as a form, which turns blanks into plus signs.
	 */
	FORM {

		@Override
		boolean appliesTo(String text) {
			return text.indexOf('+') >= 0;
		}

		@Override
		long unit(String text, int at) {
			return (text.charAt(at) == '+') ? Unit.of(' ', at + 1) : URL.unit(text, at);
		}

	},

	/**
	 * With backslashes, as in JSON, in Java and in a shell, there without quotes, in
	 * double quotes and in {@code $'...'}.
	 */
	BACKSLASHES {

		@Override
		boolean appliesTo(String text) {
			return text.indexOf('\\') >= 0;
		}

		@Override
		long unit(String text, int at) {
			return (text.charAt(at) == '\\') ? Backslash.unit(text, at) : PLAIN.unit(text, at);
		}

	},

	/**
	 * A shell's single quotes, where a quote is {@code '\''} or {@code '"'"'}, and YAML's
	 * or SQL's, where it is {@code ''}.
	 */
	SINGLE_QUOTES {

		@Override
		boolean appliesTo(String text) {
			return text.indexOf('\'') >= 0;
		}

		@Override
		long unit(String text, int at) {
			if (text.charAt(at) != '\'') {
				return PLAIN.unit(text, at);
			}
			for (String quote : QUOTES) {
				if (text.startsWith(quote, at)) {
					return Unit.of('\'', at + quote.length());
				}
			}
			return Unit.NONE;
		}

	},

	/**
	 * With characters that are doubled: {@code ""} in CSV, two braces in connection
	 * strings, {@code %%} in formats, {@code $$} in Docker Compose.
	 */
	DOUBLED {

		@Override
		boolean appliesTo(String text) {
			return text.contains("\"\"") || text.contains("}}") || text.contains("%%") || text.contains("$$");
		}

		@Override
		long unit(String text, int at) {
			char character = text.charAt(at);
			boolean doubled = "\"}%$".indexOf(character) >= 0 && at + 1 < text.length()
					&& text.charAt(at + 1) == character;
			return Unit.of(character, doubled ? at + 2 : at + 1);
		}

	},

	/**
	 * In HTML and XML.
	 */
	MARKUP {

		@Override
		boolean appliesTo(String text) {
			return text.indexOf('&') >= 0;
		}

		@Override
		long unit(String text, int at) {
			return (text.charAt(at) == '&') ? CharacterReference.unit(text, at) : PLAIN.unit(text, at);
		}

	},

	/**
	 * As the hexadecimal digits of its bytes, in a row or apart, as {@code xxd},
	 * {@code od} and a debugger show them.
	 */
	HEXADECIMAL {

		@Override
		boolean appliesTo(String text) {
			return true;
		}

		@Override
		long unit(String text, int at) {
			return EscapedBytes.BARE.unit(text, at);
		}

	};

	private static final String[] QUOTES = { "''", "'\\''", "'\"'\"'" };

	/**
	 * Return whether this may read something else than the text as it stands.
	 * @param text the text
	 * @return whether it is worth the time
	 */
	abstract boolean appliesTo(String text);

	boolean startsAt(String text, int at) {
		return true;
	}

	/**
	 * Read a character.
	 * @param text the text
	 * @param at where it starts, an index of the text
	 * @return the {@link Unit}, or {@link Unit#NONE} if there is none
	 */
	abstract long unit(String text, int at);

}
