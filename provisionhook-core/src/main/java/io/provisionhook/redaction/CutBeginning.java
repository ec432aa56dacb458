package io.provisionhook.redaction;

import java.util.ArrayList;
import java.util.List;

/**
 * The beginning of a text that was cut out of a longer one, maybe within a secret.
 */
final class CutBeginning {

	private final StringBuilder beginning = new StringBuilder();

	private final List<Integer> ends = new ArrayList<>();

	CutBeginning(Reading reading, String text) {
		int at = 0;
		while (at < text.length() && this.beginning.length() <= SecretForms.PIECE_LENGTH) {
			long unit = reading.unit(text, at);
			if (unit == Unit.NONE) {
				return;
			}
			this.beginning.appendCodePoint(Unit.codePoint(unit));
			at = Unit.end(unit);
			while (this.ends.size() < this.beginning.length()) {
				this.ends.add(at);
			}
		}
	}

	/**
	 * Return how much of the text may be the last part of a secret, or a part of its
	 * middle if the text is that short.
	 * @param forms the forms of the secrets
	 * @return the index where it ends, or 0 if there is none
	 */
	int longest(List<String> forms) {
		int longest = 0;
		for (String form : forms) {
			for (int from = 1; from <= form.length() - SecretRedactor.MIN_LENGTH; from++) {
				int length = Math.min(form.length() - from, this.beginning.length());
				if (length > longest && startsWith(form, from, length)) {
					longest = length;
				}
			}
		}
		return (longest >= SecretRedactor.MIN_LENGTH) ? this.ends.get(longest - 1) : 0;
	}

	private boolean startsWith(String form, int from, int length) {
		for (int i = 0; i < length; i++) {
			if (form.charAt(from + i) != this.beginning.charAt(i)) {
				return false;
			}
		}
		return true;
	}

}
