package io.provisionhook.redaction;

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
		String decoded = Base64Text.decode(text);
		if (decoded == null || ControlCharacters.areIn(decoded)) {
			return null;
		}
		int colon = decoded.indexOf(':');
		return (colon >= 0) ? decoded.substring(colon + 1) : null;
	}

}
