package io.provisionhook.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a secret looks like once somebody has changed its line breaks or encoded it with
 * base64. Encodings that can be undone where a text is read, character by character, are
 * a {@link Reading}.
 */
final class SecretForms {

	/**
	 * The number of characters above which a form is looked for in pieces, which bounds
	 * the effort for each position of a text.
	 */
	static final int PIECE_LENGTH = 256;

	private SecretForms() {
	}

	/**
	 * Return what to look for.
	 * @param secrets the secrets
	 * @return their forms in natural order
	 */
	static List<String> of(Collection<String> secrets) {
		Set<String> forms = new TreeSet<>();
		secrets.stream()
			.flatMap(SecretForms::variantsOf)
			.distinct()
			.filter(SecretForms::isLongEnough)
			.forEach((secret) -> {
				addPieces(secret, forms);
				addBase64(secret, forms);
			});
		return List.copyOf(forms);
	}

	private static boolean isLongEnough(String secret) {
		return secret.length() >= SecretRedactor.MIN_LENGTH;
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

	private static void addPieces(String form, Set<String> forms) {
		int start = 0;
		while (form.length() - start > PIECE_LENGTH) {
			int end = start + PIECE_LENGTH;
			end += Character.isLowSurrogate(form.charAt(end)) ? 1 : 0;
			forms.add(form.substring(start, end));
			start = end;
		}
		int last = (start == 0) ? 0 : form.length() - PIECE_LENGTH;
		forms.add(form.substring(last));
	}

	/**
	 * Add what a secret becomes inside longer text that is encoded with base64. Of the
	 * three ways in which its bytes can be spread over characters, each has a middle that
	 * depends on the secret alone, and an end that does if nothing follows.
	 * @param secret the secret
	 * @param forms where to add them
	 */
	private static void addBase64(String secret, Set<String> forms) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		for (int offset = 0; offset < 3; offset++) {
			byte[] shifted = new byte[offset + bytes.length];
			System.arraycopy(bytes, 0, shifted, offset, bytes.length);
			String padded = Base64.getEncoder().encodeToString(shifted).substring((offset > 0) ? offset + 1 : 0);
			int padding = padded.indexOf('=');
			if (padding >= 0) {
				addPieces(padded.substring(0, padding - 1), forms);
				addPieces(padded.substring(0, padding), forms);
			}
			addPieces(padded, forms);
		}
	}

}
