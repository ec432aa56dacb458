package io.provisionhook.plugin.gitcredentials;

import io.provisionhook.ProvisionContext;

/**
 * A secret that an operator has set, or set the place of. Thread-safe.
 */
@FunctionalInterface
interface SecretValue {

	/**
	 * Return the secret, as it is now.
	 * @param context the workspace that is going to use it
	 * @return one line of text
	 * @throws Exception if it can't be had
	 */
	String get(ProvisionContext context) throws Exception;

	/**
	 * Return whether a text can be a secret.
	 * @param text the text
	 * @return whether it has no control character, such as a line break
	 */
	static boolean isOneLine(String text) {
		return text.chars().noneMatch(Character::isISOControl);
	}

}
