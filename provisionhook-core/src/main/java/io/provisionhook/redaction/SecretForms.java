package io.provisionhook.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What is looked for in a text: each stretch of {@value SecretRedactor#STRETCH}
 * characters of a secret, of the secret with other line breaks, and of its base64. So
 * wherever a text was cut out of a longer one, nothing of a secret is left in it.
 * Encodings that can be undone where a text is read, character by character, are a
 * {@link Reading}.
 * <p>
 * A stretch that is a {@linkplain #isWord word} may mean something else.
 * <p>
 * If a secret has {@linkplain SecretParts parts}, that goes for its parts. The whole
 * secret is looked for in pieces, which bounds the effort for each position of a text.
 * <p>
 * A large secret has thousands of forms that overlap, so a form is a range of one long
 * text. Immutable.
 */
final class SecretForms {

	private static final int PIECE_LENGTH = 256;

	private final String text;

	private final long[] ranges;

	private SecretForms(String text, long[] ranges) {
		this.text = text;
		this.ranges = ranges;
	}

	/**
	 * Return what to look for.
	 * @param secrets the secrets
	 * @return their forms in natural order, each once
	 */
	static SecretForms of(Collection<String> secrets) {
		Set<String> inStretches = new LinkedHashSet<>();
		Set<String> inPieces = new LinkedHashSet<>();
		for (String secret : secrets) {
			Set<String> parts = SecretParts.of(secret);
			if (!parts.contains(secret)) {
				variantsOf(secret).forEach(inPieces::add);
			}
			parts.stream().flatMap(SecretForms::variantsOf).forEach(inStretches::add);
		}
		Builder builder = new Builder();
		inStretches.stream().flatMap(SecretForms::withBase64).distinct().forEach(builder::addStretches);
		inPieces.stream().flatMap(SecretForms::withBase64).distinct().forEach(builder::addPieces);
		return builder.build();
	}

	private static Stream<String> variantsOf(String secret) {
		String stripped = secret.strip();
		if (!ControlCharacters.areIn(stripped)) {
			return Stream.of(secret, stripped);
		}
		String lines = stripped.replace("\r\n", "\n");
		Stream<String> asAWhole = Stream.of(secret, stripped, lines, lines.replace("\n", "\r\n"),
				ControlCharacters.removedFrom(stripped), ControlCharacters.asBlanksIn(stripped));
		return Stream.concat(asAWhole, stripped.lines().map(String::strip));
	}

	/**
	 * Return a secret, and what it becomes inside longer text that is encoded with
	 * base64. Of the three ways in which its bytes can be spread over characters, each
	 * has a middle that depends on the secret alone, and an end that does if nothing
	 * follows.
	 * @param secret the secret
	 * @return these forms; none of a secret that is too short
	 */
	private static Stream<String> withBase64(String secret) {
		if (secret.length() < SecretRedactor.MIN_LENGTH) {
			return Stream.empty();
		}
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		Stream<String> encoded = IntStream.range(0, 3).boxed().flatMap((offset) -> {
			byte[] shifted = new byte[offset + bytes.length];
			System.arraycopy(bytes, 0, shifted, offset, bytes.length);
			String padded = Base64.getEncoder().encodeToString(shifted).substring((offset > 0) ? offset + 1 : 0);
			int padding = padded.indexOf('=');
			return (padding < 0) ? Stream.of(padded)
					: Stream.of(padded.substring(0, padding - 1), padded.substring(0, padding), padded);
		});
		return Stream.concat(Stream.of(secret), encoded);
	}

	int size() {
		return this.ranges.length;
	}

	int length(int form) {
		return Builder.length(this.ranges[form]);
	}

	/**
	 * Return whether a form is a common word, or a stretch of one, out of a secret that
	 * has other characters too: {@code password} out of {@code password-42}.
	 * @param form the index of the form
	 * @return whether it is a word
	 */
	boolean isWord(int form) {
		return Builder.isWord(this.ranges[form]);
	}

	char charAt(int form, int index) {
		return this.text.charAt(Builder.start(this.ranges[form]) + index);
	}

	/**
	 * Brings the forms together.
	 */
	private static final class Builder {

		private static final int WORD = 1 << 30;

		private final StringBuilder text = new StringBuilder();

		private final LongStream.Builder ranges = LongStream.builder();

		void addStretches(String secret) {
			int start = this.text.length();
			this.text.append(secret);
			if (secret.length() < SecretRedactor.STRETCH) {
				add(start, secret.length());
			}
			for (int at = 0; at + SecretRedactor.STRETCH <= secret.length(); at++) {
				String stretch = secret.substring(at, at + SecretRedactor.STRETCH);
				boolean isWord = stretch.length() < secret.length() && CommonWords.have(stretch);
				add(start + at, isWord ? SecretRedactor.STRETCH | WORD : SecretRedactor.STRETCH);
			}
		}

		void addPieces(String secret) {
			int start = this.text.length();
			this.text.append(secret);
			while (this.text.length() - start > PIECE_LENGTH) {
				int length = PIECE_LENGTH + (Character.isLowSurrogate(this.text.charAt(start + PIECE_LENGTH)) ? 1 : 0);
				add(start, length);
				start += length;
			}
			int last = Math.min(secret.length(), PIECE_LENGTH);
			add(this.text.length() - last, last);
		}

		private void add(int start, int length) {
			this.ranges.add(((long) start << Integer.SIZE) | length);
		}

		static int start(long range) {
			return (int) (range >> Integer.SIZE);
		}

		static int length(long range) {
			return (int) range & ~WORD;
		}

		static boolean isWord(long range) {
			return (range & WORD) != 0;
		}

		SecretForms build() {
			String all = this.text.toString();
			long[] sorted = this.ranges.build()
				.boxed()
				.sorted((one, other) -> compareInOrder(all, one, other))
				.mapToLong(Long::longValue)
				.toArray();
			int count = 0;
			for (long range : sorted) {
				if (count == 0 || compare(all, sorted[count - 1], range) != 0) {
					sorted[count++] = range;
				}
			}
			return new SecretForms(all, Arrays.copyOf(sorted, count));
		}

		private static int compare(String text, long one, long other) {
			int common = Math.min(length(one), length(other));
			for (int i = 0; i < common; i++) {
				int difference = text.charAt(start(one) + i) - text.charAt(start(other) + i);
				if (difference != 0) {
					return difference;
				}
			}
			return length(one) - length(other);
		}

		private static int compareInOrder(String text, long one, long other) {
			int difference = compare(text, one, other);
			return (difference != 0) ? difference : Boolean.compare(isWord(one), isWord(other));
		}

	}

}
