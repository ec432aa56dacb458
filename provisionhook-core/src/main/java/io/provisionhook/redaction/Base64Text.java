package io.provisionhook.redaction;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Decodes text in base64 of either alphabet, with or without padding and line breaks.
 */
final class Base64Text {

	private static final Pattern WHITESPACE = Pattern.compile("\\s+");

	private Base64Text() {
	}

	/**
	 * Decode a text.
	 * @param encoded the text in base64
	 * @return the decoded text, or {@code null} if it is no base64, or no text
	 */
	static @Nullable String decode(String encoded) {
		try {
			String inOneLine = WHITESPACE.matcher(encoded).replaceAll("");
			byte[] bytes = Base64.getDecoder().decode(inOneLine.replace('-', '+').replace('_', '/'));
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			return text.chars().allMatch((c) -> !Character.isISOControl(c) || Character.isWhitespace(c)) ? text : null;
		}
		catch (IllegalArgumentException | CharacterCodingException ex) {
			return null;
		}
	}

}
