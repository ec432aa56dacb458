package io.provisionhook.redaction;

import java.util.BitSet;
import java.util.regex.Pattern;

/**
 * Finds the forms of secrets in a text, in whatever way that has to be read. Immutable.
 */
final class SecretIndex {

	private static final int LONGEST_SIGN = 16;

	private static final Pattern ENDS_CUT = Pattern.compile(
			"[\"'`]?\\h?(?:\\.\\.|…|\\*\\*|[\\[(<]\\h?(?:\\.\\.|…|\\d|trunc|cut|snip|more|abbrev|omit|redact))",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern BEGINS_CUT = Pattern.compile("(?:\\.\\.|…|\\*\\*|[\\])>])[\"'`]?$");

	private final SecretForms forms;

	private final BitSet beginnings = new BitSet();

	private final int beginningsMask;

	/**
	 * Create an index.
	 * @param forms what to look for
	 */
	SecretIndex(SecretForms forms) {
		this.forms = forms;
		this.beginningsMask = (Integer.highestOneBit(forms.size() | 1) << 5) - 1;
		for (int form = 0; form < forms.size(); form++) {
			this.beginnings.set(hash(forms.charAt(form, 0), forms.charAt(form, 1), forms.charAt(form, 2)));
		}
	}

	SecretForms forms() {
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
	 */
	void mark(Redaction redaction) {
		if (this.forms.size() == 0) {
			return;
		}
		String text = redaction.text();
		for (Reading reading : Reading.values()) {
			if (reading.appliesTo(text)) {
				mark(redaction, new SecretSearch(this, reading, text));
			}
		}
	}

	private static void mark(Redaction redaction, SecretSearch search) {
		String text = redaction.text();
		BitSet found = new BitSet();
		BitSet words = new BitSet();
		for (int at = 0; at < text.length(); at++) {
			int end = search.longestFrom(at);
			if (end > at) {
				mark(search.isWord() ? words : found, text, at, end);
			}
		}
		for (int start = words.nextSetBit(0); start >= 0;) {
			int end = words.nextClearBit(start);
			if (found.get(start, end).length() > 0 || isCut(text, start, end)) {
				found.set(start, end);
			}
			start = words.nextSetBit(end);
		}
		redaction.mark(found);
	}

	// What is around a secret is no part of it, though the secret may have some of it too
	private static void mark(BitSet marks, String text, int start, int end) {
		int from = start;
		int to = end;
		while (from < to && Character.isWhitespace(text.charAt(from))) {
			from++;
		}
		while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
			to--;
		}
		marks.set(from, to);
	}

	private static boolean isCut(String text, int start, int end) {
		return start == 0 || end == text.length()
				|| ENDS_CUT.matcher(text).region(end, Math.min(text.length(), end + LONGEST_SIGN)).lookingAt()
				|| BEGINS_CUT.matcher(text).region(Math.max(start - LONGEST_SIGN, 0), start).find();
	}

}
