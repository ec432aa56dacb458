package io.provisionhook.redaction;

import java.util.BitSet;
import java.util.List;

/**
 * Finds the forms of secrets in a text, in whatever way that has to be read. Immutable;
 * takes little more room than the forms, since one is kept for each running workspace.
 */
final class SecretIndex {

	private final List<String> forms;

	private final BitSet beginnings = new BitSet();

	private final int beginningsMask;

	/**
	 * Create an index.
	 * @param forms what to look for, in natural order
	 */
	SecretIndex(List<String> forms) {
		this.forms = forms;
		this.beginningsMask = (Integer.highestOneBit(forms.size() | 1) << 7) - 1;
		forms.forEach((form) -> this.beginnings.set(hash(form.charAt(0), form.charAt(1), form.charAt(2))));
	}

	List<String> forms() {
		return this.forms;
	}

	/**
	 * Return whether a form may begin with three code points. Most texts go no further;
	 * with two, a form in base64 would begin nearly everywhere.
	 * @param first the first code point
	 * @param second the second one
	 * @param third the third one
	 * @return {@code false} if none does
	 */
	boolean mayBegin(int first, int second, int third) {
		return !Character.isBmpCodePoint(first | second | third) || this.beginnings.get(hash(first, second, third));
	}

	private int hash(int first, int second, int third) {
		return ((((first * 31 + second) * 31 + third) * 0x9E3779B1) >>> 8) & this.beginningsMask;
	}

	/**
	 * Mark each form that a text contains.
	 * @param redaction the text
	 * @param excerpt whether the text was cut out of a longer one
	 */
	void mark(Redaction redaction, boolean excerpt) {
		if (this.forms.isEmpty()) {
			return;
		}
		for (Reading reading : Reading.values()) {
			if (reading.appliesTo(redaction.text())) {
				mark(redaction, reading, excerpt);
			}
		}
	}

	private void mark(Redaction redaction, Reading reading, boolean excerpt) {
		String text = redaction.text();
		SecretSearch search = new SecretSearch(this, reading, text);
		for (int at = 0; at < text.length(); at++) {
			int end = search.longestFrom(at);
			if (end >= 0) {
				redaction.mark(at, end);
			}
			if (excerpt && search.metTheEnd()) {
				redaction.mark(at, text.length());
			}
		}
		if (excerpt) {
			redaction.mark(0, new CutBeginning(reading, text).longest(this.forms));
		}
	}

}
