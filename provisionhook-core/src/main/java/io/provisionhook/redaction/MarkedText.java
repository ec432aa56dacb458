package io.provisionhook.redaction;

import java.util.BitSet;

/**
 * A text with marks on the characters to redact. A replacement that an earlier redaction
 * left in the text counts as redacted already.
 */
final class MarkedText {

	private final String text;

	private final BitSet marked;

	private final int redactedBefore;

	MarkedText(String text) {
		this.text = text;
		this.marked = new BitSet(text.length());
		int length = SecretRedactor.REPLACEMENT.length();
		for (int at = indexOfReplacement(0); at >= 0; at = indexOfReplacement(at + length)) {
			mark(at, at + length);
		}
		this.redactedBefore = this.marked.cardinality();
	}

	private int indexOfReplacement(int from) {
		return this.text.indexOf(SecretRedactor.REPLACEMENT, from);
	}

	String text() {
		return this.text;
	}

	void mark(int start, int end) {
		this.marked.set(start, end);
	}

	void mark(BitSet characters) {
		this.marked.or(characters);
	}

	boolean hasMarks() {
		return this.marked.cardinality() > this.redactedBefore;
	}

	/**
	 * Replace the marked characters. Marks that overlap or touch become one replacement.
	 * @return the redacted text
	 */
	String redacted() {
		return hasMarks() ? replaceMarks() : this.text;
	}

	private String replaceMarks() {
		StringBuilder result = new StringBuilder();
		int copied = 0;
		for (int start = this.marked.nextSetBit(0); start >= 0; start = this.marked.nextSetBit(copied)) {
			result.append(this.text, copied, start).append(SecretRedactor.REPLACEMENT);
			copied = this.marked.nextClearBit(start);
		}
		return result.append(this.text, copied, this.text.length()).toString();
	}

}
