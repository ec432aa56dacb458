package io.provisionhook.redaction;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

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
		try {
			byte[] bytes = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
			String decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			return decoded.indexOf(':') >= 0 && !ControlCharacters.areIn(decoded);
		}
		catch (IllegalArgumentException | CharacterCodingException ex) {
			return false;
		}
	}

}
