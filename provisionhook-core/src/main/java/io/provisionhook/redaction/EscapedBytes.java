package io.provisionhook.redaction;

/**
 * Notations that escape each byte of a character in UTF-8.
 */
enum EscapedBytes {

	/**
	 * As in a URL: {@code %C3%A9}.
	 */
	PERCENT("%", 2, 16),

	/**
	 * As in a shell's {@code $'...'}: {@code \xC3\xA9}.
	 */
	HEXADECIMAL("\\x", 2, 16),

	/**
	 * The same in octal: {@code \303\251}.
	 */
	OCTAL("\\", 3, 8),

	/**
	 * As in a dump: {@code C3A9}, {@code c3 a9}, {@code C3:A9}, {@code 0xc3, 0xa9}.
	 */
	BARE("", 2, 16) {

		@Override
		int next(String text, int end) {
			int next = end;
			while (next < text.length() && next - end < LONGEST_GAP && isBetween(text.charAt(next))) {
				next++;
			}
			return text.startsWith("0x", next) ? next + 2 : next;
		}

		private static boolean isBetween(char character) {
			return " :,-".indexOf(character) >= 0 || ControlCharacters.is(character);
		}

	};

	private static final int LONGEST_GAP = 64;

	private final String prefix;

	private final int digits;

	private final int radix;

	EscapedBytes(String prefix, int digits, int radix) {
		this.prefix = prefix;
		this.digits = digits;
		this.radix = radix;
	}

	/**
	 * Decode a character. A byte that starts no character of UTF-8 is taken as
	 * ISO-8859-1.
	 * @param text the text
	 * @param at the index at which the escape of the first byte starts
	 * @return a {@link DecodedChar}, or {@link DecodedChar#NONE} if there is no escaped
	 * byte
	 */
	long decode(String text, int at) {
		int first = byteAt(text, at);
		if (first < 0) {
			return DecodedChar.NONE;
		}
		int end = next(text, at + length());
		int more = continuationBytes(first);
		int codePoint = first & (0x7F >> more);
		for (int i = 0; i < more; i++) {
			int next = byteAt(text, end);
			if ((next & 0xC0) != 0x80) {
				return DecodedChar.of(first, next(text, at + length()));
			}
			codePoint = (codePoint << 6) | (next & 0x3F);
			end = next(text, end + length());
		}
		return DecodedChar.of((more > 0) ? codePoint : first, end);
	}

	/**
	 * Return the index at which the next byte may start.
	 * @param text the text
	 * @param end the end of a byte
	 * @return the index
	 */
	int next(String text, int end) {
		return end;
	}

	private int length() {
		return this.prefix.length() + this.digits;
	}

	private int byteAt(String text, int at) {
		if (!text.startsWith(this.prefix, at)) {
			return -1;
		}
		int value = parseDigits(text, at + this.prefix.length(), this.digits, this.radix);
		return (value <= 0xFF) ? value : -1;
	}

	private static int continuationBytes(int first) {
		if (first < 0xC2 || first > 0xF4) {
			return 0;
		}
		return (first < 0xE0) ? 1 : (first < 0xF0) ? 2 : 3;
	}

	/**
	 * Parse a number of fixed width inside a text.
	 * @param text the text
	 * @param start the index of the first digit
	 * @param count the number of digits
	 * @param radix 8 or 16
	 * @return the number, or a negative number if there are fewer digits
	 */
	static int parseDigits(String text, int start, int count, int radix) {
		if (start + count > text.length()) {
			return -1;
		}
		int number = 0;
		for (int i = start; i < start + count; i++) {
			char digit = text.charAt(i);
			int value = (digit < 0x80) ? Character.digit(digit, radix) : -1;
			if (value < 0) {
				return -1;
			}
			number = number * radix + value;
		}
		return number;
	}

}
