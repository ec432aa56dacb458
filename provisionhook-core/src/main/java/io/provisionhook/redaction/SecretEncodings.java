package io.provisionhook.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Forms of secrets to look for in a text: each stretch of {@value SecretRedactor#STRETCH}
 * characters of a secret, of the secret with other line breaks, and of its base64.
 * Stretches find secrets in truncated text too. Encodings that can be undone character by
 * character are not here but in {@link Decoding}. A stretch that is a {@linkplain #isWord
 * word} may be no secret.
 * <p>
 * If a secret has {@linkplain SecretParser parts}, the stretches are those of its parts.
 * The whole secret is looked for in pieces, which bounds the effort for each position of
 * a text. Immutable.
 */
final class SecretEncodings {

	private static final int PIECE_LENGTH = 256;

	private final Texts texts;

	/**
	 * Forms in natural order, as indices of the texts.
	 */
	private final int[] forms;

	private final int size;

	private final BitSet words = new BitSet();

	private SecretEncodings(Texts texts) {
		this.texts = texts;
		this.forms = new int[texts.size];
		int size = 0;
		for (int text : texts.sorted()) {
			boolean isNew = size == 0 || texts.compare(this.forms[size - 1], text) != 0;
			if (isNew) {
				this.forms[size++] = text;
			}
			this.words.set(size - 1, texts.words.get(text) && (isNew || this.words.get(size - 1)));
		}
		this.size = size;
	}

	/**
	 * Return the forms of secrets and of their parts.
	 * @param secrets the secrets
	 * @return their forms in natural order, each once
	 */
	static SecretEncodings of(Collection<String> secrets) {
		Set<String> inStretches = new LinkedHashSet<>();
		Set<String> inPieces = new LinkedHashSet<>();
		for (String secret : secrets) {
			Set<String> parts = SecretParser.partsOf(secret);
			if (!parts.contains(secret)) {
				wholeVariantsOf(secret).forEach(inPieces::add);
				inPieces.addAll(SecretParser.secretLinesOf(secret));
			}
			parts.stream().flatMap(SecretEncodings::variantsOf).forEach(inStretches::add);
		}
		return of(inStretches, inPieces);
	}

	/**
	 * Return the forms of whole secrets and whole parts only.
	 * @param secrets the secrets
	 * @return their forms in natural order, each once
	 */
	static SecretEncodings ofWhole(Collection<String> secrets) {
		Set<String> inPieces = new LinkedHashSet<>();
		secrets.forEach((secret) -> SecretParser.partsOf(secret)
			.stream()
			.flatMap(SecretEncodings::variantsOf)
			.forEach(inPieces::add));
		return of(Set.of(), inPieces);
	}

	private static SecretEncodings of(Set<String> inStretches, Set<String> inPieces) {
		Texts texts = new Texts();
		inStretches.stream()
			.flatMap((form) -> withBase64(form, SecretRedactor.STRETCH))
			.distinct()
			.forEach((form) -> addStretches(form, texts));
		inPieces.stream()
			.flatMap((form) -> withBase64(form, Integer.MAX_VALUE))
			.distinct()
			.forEach((form) -> addPieces(form, texts));
		return new SecretEncodings(texts);
	}

	private static Stream<String> variantsOf(String secret) {
		return Stream.concat(wholeVariantsOf(secret), secret.strip().lines().map(String::strip));
	}

	private static Stream<String> wholeVariantsOf(String secret) {
		String stripped = secret.strip();
		if (!ControlCharacters.areIn(stripped)) {
			return Stream.of(secret, stripped);
		}
		String lines = stripped.replace("\r\n", "\n");
		return Stream.of(secret, stripped, lines, lines.replace("\n", "\r\n"), ControlCharacters.removedFrom(stripped),
				ControlCharacters.asBlanksIn(stripped));
	}

	/**
	 * Return a secret, and its forms inside a longer text in base64. There are three
	 * offsets at which its bytes can start in a group of characters. For each of them,
	 * the middle depends on the secret alone, and so does the end if no text follows.
	 * @param secret the secret
	 * @param inStretches the length from which stretches of the end find the middle
	 * @return the forms, none if the secret is too short
	 */
	private static Stream<String> withBase64(String secret, int inStretches) {
		if (secret.length() < SecretRedactor.MIN_LENGTH) {
			return Stream.empty();
		}
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		Stream<String> encoded = IntStream.range(0, 3).boxed().flatMap((offset) -> {
			byte[] shifted = new byte[offset + bytes.length];
			System.arraycopy(bytes, 0, shifted, offset, bytes.length);
			String padded = Base64.getEncoder().encodeToString(shifted).substring((offset > 0) ? offset + 1 : 0);
			int padding = padded.indexOf('=');
			return (padding < 0 || padding > inStretches) ? Stream.of(padded)
					: Stream.of(padded, padded.substring(0, padding), padded.substring(0, padding - 1));
		});
		return Stream.concat(Stream.of(secret), encoded);
	}

	private static void addStretches(String form, Texts texts) {
		int start = texts.append(form);
		if (form.length() <= SecretRedactor.STRETCH) {
			texts.add(start, form.length(), false);
			return;
		}
		for (int at = 0; at + SecretRedactor.STRETCH <= form.length(); at++) {
			texts.add(start + at, SecretRedactor.STRETCH, CommonWords.containStretch(form, at));
		}
	}

	private static void addPieces(String form, Texts texts) {
		int all = texts.append(form);
		int start = 0;
		while (form.length() - start > PIECE_LENGTH) {
			int end = start + PIECE_LENGTH;
			end += Character.isLowSurrogate(form.charAt(end)) ? 1 : 0;
			texts.add(all + start, end - start, false);
			start = end;
		}
		int length = Math.min(form.length(), PIECE_LENGTH);
		texts.add(all + form.length() - length, length, false);
	}

	int size() {
		return this.size;
	}

	int length(int form) {
		return this.texts.lengths[this.forms[form]];
	}

	char charAt(int form, int index) {
		return this.texts.charAt(this.forms[form], index);
	}

	/**
	 * Return whether a form is a common word, or a stretch of one, in a secret that has
	 * other characters too: {@code password} in {@code password-42}.
	 * @param form the index of the form
	 * @return whether it is a word
	 */
	boolean isWord(int form) {
		return this.words.get(form);
	}

	/**
	 * Overlapping substrings of a long text. There may be millions, too many for objects.
	 */
	private static final class Texts {

		private char[] all = new char[1024];

		private int end;

		private int[] starts = new int[256];

		private int[] lengths = new int[256];

		private int size;

		private final BitSet words = new BitSet();

		int append(String text) {
			int start = this.end;
			this.end += text.length();
			if (this.end > this.all.length) {
				this.all = Arrays.copyOf(this.all, 2 * this.end);
			}
			text.getChars(0, text.length(), this.all, start);
			return start;
		}

		void add(int start, int length, boolean word) {
			if (length < SecretRedactor.MIN_LENGTH) {
				return;
			}
			if (this.size == this.starts.length) {
				this.starts = Arrays.copyOf(this.starts, this.size * 2);
				this.lengths = Arrays.copyOf(this.lengths, this.size * 2);
			}
			this.starts[this.size] = start;
			this.lengths[this.size] = length;
			this.words.set(this.size++, word);
		}

		char charAt(int text, int index) {
			return this.all[this.starts[text] + index];
		}

		int compare(int one, int other) {
			int start = this.starts[one];
			int otherStart = this.starts[other];
			return Arrays.compare(this.all, start, start + this.lengths[one], this.all, otherStart,
					otherStart + this.lengths[other]);
		}

		// A merge sort of primitives, which takes no objects
		int[] sorted() {
			int[] sorted = new int[this.size];
			Arrays.setAll(sorted, (text) -> text);
			int[] merged = new int[this.size];
			for (int length = 1; length < this.size; length *= 2) {
				for (int start = 0; start < this.size; start += 2 * length) {
					int middle = Math.min(start + length, this.size);
					merge(sorted, start, middle, Math.min(middle + length, this.size), merged);
				}
				int[] former = sorted;
				sorted = merged;
				merged = former;
			}
			return sorted;
		}

		private void merge(int[] sorted, int start, int middle, int end, int[] merged) {
			int left = start;
			int right = middle;
			for (int at = start; at < end; at++) {
				boolean isLeft = right == end || (left < middle && compare(sorted[left], sorted[right]) <= 0);
				merged[at] = isLeft ? sorted[left++] : sorted[right++];
			}
		}

	}

}
