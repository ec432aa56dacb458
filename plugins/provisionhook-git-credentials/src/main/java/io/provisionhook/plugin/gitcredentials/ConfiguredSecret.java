package io.provisionhook.plugin.gitcredentials;

import io.provisionhook.ProvisionContext;

/**
 * A secret that is configured by its value or its location. Thread-safe.
 */
@FunctionalInterface
interface ConfiguredSecret {

	/**
	 * Return the current value of the secret.
	 * @param context the context of the workspace that gets it
	 * @return the value, which is one line of text
	 * @throws Exception if the secret is not available
	 */
	String get(ProvisionContext context) throws Exception;

	/**
	 * Return whether a text has no control character, such as a line break.
	 * @param text the text
	 * @return whether it can be a secret
	 */
	static boolean isOneLine(String text) {
		return text.chars().noneMatch(Character::isISOControl);
	}

}
