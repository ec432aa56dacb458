package io.provisionhook.redaction;

import java.util.BitSet;
import java.util.regex.Pattern;

/**
 * Marks encoded secrets in a text, in every {@link Decoding} of the text. Immutable.
 */
final class SecretMatcher {

	private static final int LONGEST_SIGN = 16;

	private static final Pattern TRUNCATION_AFTER = Pattern.compile(
			"[\"'`]?\\h?(?:\\.\\.|…|\\*\\*|[\\[(<]\\h?(?:\\.\\.|…|\\d|trunc|cut|snip|more|abbrev|omit|redact))",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern TRUNCATION_BEFORE = Pattern.compile("(?:\\.\\.|…|\\*\\*|[\\])>])[\"'`]?$");

	private final SecretEncodings secrets;

	private final BitSet beginnings = new BitSet();

	private final int beginningsMask;

	/**
	 * Create a matcher.
	 * @param secrets the encoded secrets to look for
	 */
	SecretMatcher(SecretEncodings secrets) {
		this.secrets = secrets;
		this.beginningsMask = (Integer.highestOneBit(secrets.size() | 1) << 5) - 1;
		for (int form = 0; form < secrets.size(); form++) {
			this.beginnings.set(hash(secrets.charAt(form, 0), secrets.charAt(form, 1), secrets.charAt(form, 2)));
		}
	}

	/**
	 * Return whether a form may begin with three code points. This rejects most positions
	 * of most texts. Two code points would not, since forms in base64 begin with nearly
	 * every pair.
	 * @param first the first code point
	 * @param second the second code point
	 * @param third the third code point
	 * @return {@code false} if no form begins with them
	 */
	private boolean mayBegin(int first, int second, int third) {
		return !Character.isBmpCodePoint(first | second | third) || this.beginnings.get(hash(first, second, third));
	}

	private int hash(int first, int second, int third) {
		return ((((first * 31 + second) * 31 + third) * 0x9E3779B1) >>> 8) & this.beginningsMask;
	}

	/**
	 * Mark all encoded secrets in a text.
	 * @param target the text
	 */
	void mark(MarkedText target) {
		if (this.secrets.size() == 0) {
			return;
		}
		String text = target.text();
		for (Decoding decoding : Decoding.values()) {
			if (decoding.appliesTo(text)) {
				mark(target, new Cursor(decoding, text));
			}
		}
	}

	private static void mark(MarkedText target, Cursor cursor) {
		String text = target.text();
		BitSet found = new BitSet();
		BitSet words = new BitSet();
		for (int at = 0; at < text.length(); at++) {
			int end = cursor.longestMatchFrom(at);
			if (end > at) {
				mark(cursor.isWord() ? words : found, text, at, end);
			}
		}
		for (int start = words.nextSetBit(0); start >= 0;) {
			int end = words.nextClearBit(start);
			if (found.get(start, end).length() > 0 || isTruncated(text, start, end)) {
				found.set(start, end);
			}
			start = words.nextSetBit(end);
		}
		target.mark(found);
	}

	// Whitespace around a secret stays, even if the secret has some of it
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

	private static boolean isTruncated(String text, int start, int end) {
		return start == 0 || end == text.length()
				|| TRUNCATION_AFTER.matcher(text).region(end, Math.min(text.length(), end + LONGEST_SIGN)).lookingAt()
				|| TRUNCATION_BEFORE.matcher(text).region(Math.max(start - LONGEST_SIGN, 0), start).find();
	}

	/**
	 * Decodes a text from a position for as long as the result may become a form. Used by
	 * one thread, for one text and one decoding.
	 */
	private final class Cursor {

		private final SecretEncodings forms = SecretMatcher.this.secrets;

		private final Decoding decoding;

		private final String text;

		private final long[] decoded;

		/**
		 * The forms that begin with the decoded characters are in this range.
		 */
		private int low;

		private int high;

		/**
		 * The number of decoded characters, and the index of the text behind them.
		 */
		private int depth;

		private int end;

		private boolean word;

		Cursor(Decoding decoding, String text) {
			this.decoding = decoding;
			this.text = text;
			this.decoded = new long[text.length()];
			for (int at = 0; at < this.decoded.length; at++) {
				this.decoded[at] = decoding.decode(text, at);
			}
		}

		/**
		 * Return the end of the longest form that starts at a position.
		 * @param start the position
		 * @return the end of the form, or the position itself if no form starts there
		 */
		int longestMatchFrom(int start) {
			this.depth = 0;
			int longest = start;
			if (mayBeginAt(start) && this.decoding.mayStartAt(this.text, start)) {
				this.low = 0;
				this.high = this.forms.size();
				this.end = start;
				while (advance()) {
					if (isForm()) {
						longest = this.end;
						this.word = this.forms.isWord(this.low);
					}
				}
			}
			return longest;
		}

		/**
		 * Return whether the last match is a {@linkplain SecretEncodings#isWord word}.
		 * @return whether it may be no secret
		 */
		boolean isWord() {
			return this.word;
		}

		private boolean mayBeginAt(int start) {
			long first = this.decoded[start];
			long second = after(first);
			long third = after(second);
			return third != DecodedChar.NONE && mayBegin(DecodedChar.codePoint(first), DecodedChar.codePoint(second),
					DecodedChar.codePoint(third));
		}

		private long after(long character) {
			return at((character != DecodedChar.NONE) ? DecodedChar.end(character) : this.decoded.length);
		}

		private long at(int index) {
			return (index < this.decoded.length) ? this.decoded[index] : DecodedChar.NONE;
		}

		private boolean isForm() {
			return this.forms.length(this.low) == this.depth;
		}

		private boolean advance() {
			long character = at(this.end);
			if (character == DecodedChar.NONE || !accept(DecodedChar.codePoint(character))) {
				return false;
			}
			this.end = DecodedChar.end(character);
			return true;
		}

		private boolean accept(int codePoint) {
			if (Character.isBmpCodePoint(codePoint)) {
				return narrow((char) codePoint);
			}
			return narrow(Character.highSurrogate(codePoint)) && narrow(Character.lowSurrogate(codePoint));
		}

		private boolean narrow(char character) {
			if (this.forms.length(this.low) == this.depth) {
				this.low++;
			}
			this.low = firstNotBelow(character);
			this.high = firstNotBelow(character + 1);
			if (this.low == this.high) {
				return false;
			}
			this.depth++;
			return true;
		}

		/**
		 * Return the first form between {@link #low} and {@link #high} whose next
		 * character is not below a limit.
		 * @param limit the limit
		 * @return the index of the form, or {@link #high} if there is none
		 */
		private int firstNotBelow(int limit) {
			int from = this.low;
			int to = this.high;
			while (from < to) {
				int middle = (from + to) >>> 1;
				if (this.forms.charAt(middle, this.depth) < limit) {
					from = middle + 1;
				}
				else {
					to = middle;
				}
			}
			return from;
		}

	}

}
