package io.provisionhook.redaction;

/**
 * Numbers of a fixed width inside a text.
 */
final class Digits {

	private Digits() {
	}

	/**
	 * Read a number.
	 * @param text the text
	 * @param start where it starts
	 * @param count how many digits it has
	 * @param radix 8 or 16
	 * @return the number, or a negative one if it isn't there
	 */
	static int parse(String text, int start, int count, int radix) {
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
