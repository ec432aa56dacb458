package io.provisionhook.redaction;

import java.util.Collection;

/**
 * Takes secrets out of text before it is stored, logged or shown.
 * <p>
 * Known secrets are taken out as they are and as others may have written them: each line
 * of one that has several, whatever the line breaks, and all that with base64, also as
 * part of a longer text, URL-encoded, escaped as in JSON, or quoted for a shell. So are
 * credentials in URLs and in HTTP headers that nobody knows, such as the password of
 * {@code https://user:password@host/} and the token of
 * {@code Authorization: Bearer token}.
 * <p>
 * Every stretch of text that secrets make up, overlapping or one after another, is
 * replaced by {@value #REPLACEMENT}. Secrets, and lines of secrets, of fewer than
 * {@value #MIN_LENGTH} characters are left in, since they would turn up in words that
 * mean something else. One encoding on top of another is undone only where base64 is the
 * inner one. The time it takes grows with the length of the text, not with the number of
 * secrets. Immutable and thread-safe.
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

	private final SecretIndex secrets;

	private SecretRedactor(SecretIndex secrets) {
		this.secrets = secrets;
	}

	/**
	 * Create a redactor.
	 * @param secrets the values to take out
	 * @return the redactor
	 */
	public static SecretRedactor of(Collection<String> secrets) {
		return new SecretRedactor(new SecretIndex(SecretForms.of(secrets)));
	}

	/**
	 * Take the secrets out of a text.
	 * @param text any text
	 * @return the text without them
	 */
	public String redact(String text) {
		return redact(text, false);
	}

	/**
	 * Take the secrets out of a text that was cut out of a longer one, such as the newest
	 * output of a process. Where it starts or ends within a secret, that part of it is
	 * taken out too if it has at least {@value #MIN_LENGTH} characters.
	 * @param excerpt a part of any text
	 * @return the excerpt without them
	 */
	public String redactExcerpt(String excerpt) {
		return redact(excerpt, true);
	}

	private String redact(String text, boolean excerpt) {
		Redaction known = new Redaction(text);
		this.secrets.mark(known, excerpt);
		Redaction unknown = new Redaction(known.apply());
		HeaderCredentials.mark(unknown);
		UrlCredentials.mark(unknown);
		return unknown.apply();
	}

	/**
	 * Say in one line, without secrets and control characters, what failed.
	 * @param failure the failure
	 * @return its redacted message, or the name of its class if it has none
	 */
	public String describe(Throwable failure) {
		String message = redact(ControlCharacters.asBlanksIn(redact(messageOf(failure))));
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
