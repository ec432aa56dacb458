package io.provisionhook.redaction;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * Tells credentials of the Basic scheme from a word.
 */
final class BasicCredentials {

	private BasicCredentials() {
	}

	/**
	 * Return whether a text is base64 of a user and a password.
	 * @param text the text
	 * @return whether there is a colon between readable characters
	 */
	static boolean are(String text) {
		return passwordOf(text) != null;
	}

	/**
	 * Return the password if a text is base64 of a user and a password.
	 * @param text the text
	 * @return the password; {@code null} if there is none
	 */
	static @Nullable String passwordOf(String text) {
		try {
			byte[] bytes = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
			String decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			int colon = ControlCharacters.areIn(decoded) ? -1 : decoded.indexOf(':');
			return (colon >= 0) ? decoded.substring(colon + 1) : null;
		}
		catch (IllegalArgumentException | CharacterCodingException ex) {
			return null;
		}
	}

}
