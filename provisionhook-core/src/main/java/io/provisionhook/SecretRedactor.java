package io.provisionhook;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text before it is stored, logged or shown.
 * <p>
 * Every stretch of text that secrets make up, overlapping or one after another, is
 * replaced by {@value #REPLACEMENT}. Secrets of fewer than {@value #MIN_LENGTH}
 * characters are left in, since they would turn up in words that mean something else.
 * Immutable and thread-safe.
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

	private static final Pattern CONTROL_CHARACTERS = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

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
		return new SecretRedactor(
				secrets.stream().filter((secret) -> secret.length() >= MIN_LENGTH).distinct().toList());
	}

	/**
	 * Take the secrets out of a text.
	 * @param text any text
	 * @return the text without them
	 */
	public String redact(String text) {
		BitSet secret = new BitSet(text.length());
		for (String value : this.secrets) {
			for (int at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
				secret.set(at, at + value.length());
			}
		}
		return secret.isEmpty() ? text : replace(text, secret);
	}

	private static String replace(String text, BitSet secret) {
		StringBuilder result = new StringBuilder();
		int kept = 0;
		for (int start = secret.nextSetBit(0); start >= 0; start = secret.nextSetBit(kept)) {
			result.append(text, kept, start).append(REPLACEMENT);
			kept = secret.nextClearBit(start);
		}
		return result.append(text, kept, text.length()).toString();
	}

	/**
	 * Say in one line, without secrets and control characters, what failed.
	 * @param failure the failure
	 * @return its redacted message, or the name of its class if it has none
	 */
	public String describe(Throwable failure) {
		String message = CONTROL_CHARACTERS.matcher(redact(messageOf(failure))).replaceAll(" ").strip();
		return message.isEmpty() ? nameOf(failure.getClass()) : message;
	}

	private static String messageOf(Throwable failure) {
		try {
			String message = failure.getMessage();
			return (message != null) ? message : "";
		}
		catch (RuntimeException ex) {
			return "";
		}
	}

	private static String nameOf(Class<?> type) {
		return type.isAnonymousClass() ? type.getName() : type.getSimpleName();
	}

}
