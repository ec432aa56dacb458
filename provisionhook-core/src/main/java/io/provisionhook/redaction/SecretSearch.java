package io.provisionhook.redaction;

/**
 * Reads a text from some position on for as long as that may become the form of a secret.
 * Used by one thread, for one text and reading.
 */
final class SecretSearch {

	private final SecretIndex index;

	private final SecretForms forms;

	private final Reading reading;

	private final String text;

	private final long[] units;

	/**
	 * The forms that begin with what was read lie between these two.
	 */
	private int low;

	private int high;

	/**
	 * How many characters of them were read, and up to where that took.
	 */
	private int depth;

	private int end;

	private boolean word;

	SecretSearch(SecretIndex index, Reading reading, String text) {
		this.index = index;
		this.forms = index.forms();
		this.reading = reading;
		this.text = text;
		this.units = new long[text.length()];
		for (int at = 0; at < this.units.length; at++) {
			this.units[at] = reading.unit(text, at);
		}
	}

	/**
	 * Return where the longest form ends that starts at a position.
	 * @param start the position
	 * @return its end; the position itself if none starts there
	 */
	int longestFrom(int start) {
		this.depth = 0;
		int longest = start;
		if (mayBegin(start) && this.reading.startsAt(this.text, start)) {
			this.low = 0;
			this.high = this.forms.size();
			this.end = start;
			while (read()) {
				if (isForm()) {
					longest = this.end;
					this.word = this.forms.isWord(this.low);
				}
			}
		}
		return longest;
	}

	/**
	 * Return whether the form that the last search has found is a word.
	 * @return whether it may mean something else
	 */
	boolean isWord() {
		return this.word;
	}

	private boolean mayBegin(int start) {
		long first = this.units[start];
		long second = unitAfter(first);
		long third = unitAfter(second);
		return third != Unit.NONE
				&& this.index.mayBegin(Unit.codePoint(first), Unit.codePoint(second), Unit.codePoint(third));
	}

	private long unitAfter(long unit) {
		return unitAt((unit != Unit.NONE) ? Unit.end(unit) : this.units.length);
	}

	private long unitAt(int at) {
		return (at < this.units.length) ? this.units[at] : Unit.NONE;
	}

	private boolean isForm() {
		return this.forms.length(this.low) == this.depth;
	}

	private boolean read() {
		long unit = unitAt(this.end);
		if (unit == Unit.NONE || !accept(Unit.codePoint(unit))) {
			return false;
		}
		this.end = Unit.end(unit);
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
	 * Return the first form between {@link #low} and {@link #high} whose next character
	 * isn't below a limit.
	 * @param limit the limit
	 * @return its index, or {@link #high} if all are
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
