package io.provisionhook.redaction;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Words that are common in errors and logs, and in secrets that people choose.
 */
final class CommonWords {

	private static final Set<String> STRETCHES = Stream
		.of("administrator", "anonymous", "application", "authentication", "authorization", "certificate",
				"configuration", "connection", "container", "credentials", "customer", "database", "deployment",
				"developer", "development", "endpoint", "engineering", "environment", "external", "identity",
				"integration", "internal", "kubernetes", "localhost", "namespace", "operator", "organization",
				"password", "passphrase", "permission", "platform", "postgresql", "previous", "production", "protected",
				"provision", "provisioner", "provisionhook", "provisioning", "registry", "repository", "resource",
				"response", "secretsmanager", "security", "service-account", "service_account", "serviceaccount",
				"signature", "snapshot", "template", "temporary", "username", "variable", "workspace", "workspaces")
		.flatMap((word) -> IntStream.rangeClosed(0, word.length() - SecretRedactor.STRETCH)
			.mapToObj((start) -> word.substring(start, start + SecretRedactor.STRETCH)))
		.collect(Collectors.toUnmodifiableSet());

	private CommonWords() {
	}

	/**
	 * Return whether {@value SecretRedactor#STRETCH} characters of a text are part of one
	 * of the words, ignoring case.
	 * @param text the text
	 * @param start the index of the first character
	 * @return whether they are part of a word
	 */
	static boolean containStretch(String text, int start) {
		int end = start + SecretRedactor.STRETCH;
		for (int at = start; at < end; at++) {
			char character = text.charAt(at);
			if (!Character.isLetter(character) && character != '-' && character != '_') {
				return false;
			}
		}
		return STRETCHES.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
	}

}
