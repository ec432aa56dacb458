package io.provisionhook.redaction;

/**
 * A code point that was read from a text, and where in the text the next one starts.
 * Packed into a {@code long}, since there is one for each character of each reading.
 */
final class Unit {

	/**
	 * Nothing could be read.
	 */
	static final long NONE = -1;

	private Unit() {
	}

	static long of(int codePoint, int end) {
		return ((long) end << Integer.SIZE) | codePoint;
	}

	static int codePoint(long unit) {
		return (int) unit;
	}

	static int end(long unit) {
		return (int) (unit >> Integer.SIZE);
	}

}
