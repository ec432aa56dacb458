package io.provisionhook.redaction;

/**
 * A decoded code point, and the index of the text at which the next one starts. Both are
 * packed into a {@code long}, since there is one for each character and {@link Decoding}.
 */
final class DecodedChar {

	/**
	 * Nothing can be decoded at that index.
	 */
	static final long NONE = -1;

	private DecodedChar() {
	}

	static long of(int codePoint, int end) {
		return ((long) end << Integer.SIZE) | codePoint;
	}

	static int codePoint(long decoded) {
		return (int) decoded;
	}

	static int end(long decoded) {
		return (int) (decoded >> Integer.SIZE);
	}

}
