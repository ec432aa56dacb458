package io.provisionhook;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Takes secrets out of text before it is stored, logged or shown.
 * <p>
 * Every occurrence of a secret is replaced by {@value #REPLACEMENT}, the longest secret
 * first. Secrets of fewer than {@value #MIN_LENGTH} characters are left in, since they
 * would turn up in words that mean something else. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class SecretRedactor {

	/**
	 * What stands where a secret was.
	 */
	public static final String REPLACEMENT = "[redacted]";

	/**
	 * The number of characters below which a secret is not looked for.
	 */
	public static final int MIN_LENGTH = 6;

	private final List<String> secrets;

	private SecretRedactor(List<String> secrets) {
		this.secrets = secrets;
	}

	/**
	 * Create a redactor.
	 * @param secrets the values to take out
	 * @return the redactor
	 */
	public static SecretRedactor of(Collection<String> secrets) {
		return new SecretRedactor(secrets.stream()
			.filter((secret) -> secret.length() >= MIN_LENGTH)
			.distinct()
			.sorted(Comparator.comparingInt(String::length).reversed())
			.toList());
	}

	/**
	 * Take the secrets out of a text.
	 * @param text any text
	 * @return the text without them
	 */
	public String redact(String text) {
		String result = text;
		for (String secret : this.secrets) {
			result = result.replace(secret, REPLACEMENT);
		}
		return result;
	}

	/**
	 * Say in one line, without secrets, what failed.
	 * @param failure the failure
	 * @return its redacted message, or the name of its class if it has none
	 */
	public String describe(Throwable failure) {
		String message = failure.getMessage();
		return (message != null && !message.isBlank()) ? redact(message) : nameOf(failure.getClass());
	}

	private static String nameOf(Class<?> type) {
		return type.isAnonymousClass() ? type.getName() : type.getSimpleName();
	}

}
