package io.provisionhook.redaction;

import java.util.BitSet;

/**
 * A text, and which parts of it are to be taken out. What an earlier redaction left in
 * place of a secret counts as taken out already.
 */
final class Redaction {

	private final String text;

	private final BitSet marked;

	private final int alreadyOut;

	Redaction(String text) {
		this.text = text;
		this.marked = new BitSet(text.length());
		int length = SecretRedactor.REPLACEMENT.length();
		for (int at = indexOfReplacement(0); at >= 0; at = indexOfReplacement(at + length)) {
			mark(at, at + length);
		}
		this.alreadyOut = this.marked.cardinality();
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

	boolean changesText() {
		return this.marked.cardinality() > this.alreadyOut;
	}

	/**
	 * Take out what is marked; stretches that overlap or touch become one.
	 * @return the text without them
	 */
	String apply() {
		return changesText() ? replace() : this.text;
	}

	private String replace() {
		StringBuilder result = new StringBuilder();
		int kept = 0;
		for (int start = this.marked.nextSetBit(0); start >= 0; start = this.marked.nextSetBit(kept)) {
			result.append(this.text, kept, start).append(SecretRedactor.REPLACEMENT);
			kept = this.marked.nextClearBit(start);
		}
		return result.append(this.text, kept, this.text.length()).toString();
	}

}
