package io.provisionhook.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is looked for in a text: each stretch of {@value SecretRedactor#STRETCH}
 * characters of a secret, of the secret with other line breaks, and of its base64. So
 * wherever a text was cut out of a longer one, nothing of a secret is left in it.
 * Encodings that can be undone where a text is read, character by character, are a
 * {@link Reading}. A stretch that is a {@linkplain #isWord word} may mean something else.
 * <p>
 * If a secret has {@linkplain SecretParts parts}, that goes for its parts. The whole
 * secret is looked for in pieces, which bounds the effort for each position of a text.
 * Immutable.
 */
final class SecretForms {

	private static final int PIECE_LENGTH = 256;

	private final String[] forms;

	private final BitSet words = new BitSet();

	private SecretForms(Map<String, Boolean> isWord) {
		this.forms = isWord.keySet().stream().sorted().toArray(String[]::new);
		for (int form = 0; form < this.forms.length; form++) {
			this.words.set(form, Boolean.TRUE.equals(isWord.get(this.forms[form])));
		}
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
		return of(inStretches, inPieces);
	}

	/**
	 * Return what to look for if only whole secrets and whole parts count.
	 * @param secrets the secrets
	 * @return their forms in natural order, each once
	 */
	static SecretForms wholeOf(Collection<String> secrets) {
		Set<String> inPieces = new LinkedHashSet<>();
		secrets.forEach(
				(secret) -> SecretParts.of(secret).stream().flatMap(SecretForms::variantsOf).forEach(inPieces::add));
		return of(Set.of(), inPieces);
	}

	private static SecretForms of(Set<String> inStretches, Set<String> inPieces) {
		Map<String, Boolean> isWord = new HashMap<>();
		inStretches.stream()
			.flatMap((form) -> withBase64(form, SecretRedactor.STRETCH))
			.distinct()
			.forEach((form) -> addStretches(form, isWord));
		inPieces.stream()
			.flatMap((form) -> withBase64(form, Integer.MAX_VALUE))
			.distinct()
			.forEach((form) -> addPieces(form, isWord));
		return new SecretForms(isWord);
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
	 * @param inStretches the length from which a middle is found by its stretches, which
	 * the end has too
	 * @return these forms; none of a secret that is too short
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

	private static void addStretches(String form, Map<String, Boolean> isWord) {
		if (form.length() <= SecretRedactor.STRETCH) {
			add(form, false, isWord);
			return;
		}
		for (int end = SecretRedactor.STRETCH; end <= form.length(); end++) {
			String stretch = form.substring(end - SecretRedactor.STRETCH, end);
			add(stretch, CommonWords.have(stretch), isWord);
		}
	}

	private static void addPieces(String form, Map<String, Boolean> isWord) {
		int start = 0;
		while (form.length() - start > PIECE_LENGTH) {
			int end = start + PIECE_LENGTH;
			end += Character.isLowSurrogate(form.charAt(end)) ? 1 : 0;
			add(form.substring(start, end), false, isWord);
			start = end;
		}
		add(form.substring(Math.max(form.length() - PIECE_LENGTH, 0)), false, isWord);
	}

	private static void add(String form, boolean word, Map<String, Boolean> isWord) {
		if (form.length() >= SecretRedactor.MIN_LENGTH) {
			isWord.merge(form, word, Boolean::logicalAnd);
		}
	}

	int size() {
		return this.forms.length;
	}

	String get(int form) {
		return this.forms[form];
	}

	/**
	 * Return whether a form is a common word, or a stretch of one, out of a secret that
	 * has other characters too: {@code password} out of {@code password-42}.
	 * @param form the index of the form
	 * @return whether it is a word
	 */
	boolean isWord(int form) {
		return this.words.get(form);
	}

}
