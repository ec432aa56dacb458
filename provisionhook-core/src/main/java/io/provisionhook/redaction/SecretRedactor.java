package io.provisionhook.redaction;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Removes secrets from text before it is stored, logged or shown.
 * <p>
 * Known secrets are removed as they are and in other encodings: with other line breaks,
 * in base64, also inside a longer text, URL-encoded, escaped as in JSON or HTML, quoted
 * for a shell, as hexadecimal digits. Each stretch of {@value #STRETCH} characters of a
 * secret is removed too, so that truncated text shows no part of it. A secret that is
 * JSON, a URL, a connection string or a key is split into parts: public parts, such as
 * the host of a URL, stay in a text. Credentials in URLs and in HTTP headers are removed
 * even if they are unknown, such as the password of {@code https://user:password@host/}
 * and the token of {@code Authorization: Bearer token}.
 * <p>
 * Secrets that overlap or touch are replaced by one {@value #REPLACEMENT}. Secrets of
 * fewer than {@value #MIN_LENGTH} characters are not removed, since other words contain
 * them. Nested encodings are undone only if base64 is the inner one. The time grows with
 * the length of the text, not with the number of secrets.
 * <p>
 * Secrets can be added at any time. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SecretRedactor {

	/**
	 * Replacement of a secret.
	 */
	public static final String REPLACEMENT = "[redacted]";

	/**
	 * Minimum number of characters of a secret. Shorter ones are not removed.
	 */
	public static final int MIN_LENGTH = 6;

	/**
	 * Minimum number of characters of a part of a secret that is removed.
	 */
	public static final int STRETCH = 8;

	/**
	 * Maximum size of a {@linkplain #describe description} in bytes of UTF-8.
	 */
	public static final int MAX_DESCRIPTION_SIZE = 4096;

	private static final String CUT = " ...";

	private static final int LONGEST_MESSAGE = 4 * MAX_DESCRIPTION_SIZE;

	private final Set<String> secrets = new LinkedHashSet<>();

	// Large, fast to create, and rarely used
	private @Nullable WeakReference<SecretMatcher> matcher;

	private long version;

	private SecretRedactor() {
	}

	/**
	 * Create a redactor.
	 * @param secrets the values to remove
	 * @return the redactor
	 */
	public static SecretRedactor of(Collection<String> secrets) {
		SecretRedactor redactor = new SecretRedactor();
		secrets.forEach(redactor::add);
		return redactor;
	}

	/**
	 * Return whether a field of a structured secret is public by its name, such as
	 * {@code host} and {@code type}.
	 * @param name the name of the field
	 * @return whether the value of the field is no secret
	 */
	public static boolean isPublicName(String name) {
		return SecretParser.isPublicName(name);
	}

	/**
	 * Add a secret to remove.
	 * @param secret the value to remove
	 * @return whether the secret was unknown before
	 */
	public synchronized boolean add(String secret) {
		boolean added = this.secrets.add(Objects.requireNonNull(secret, "'secret' must not be null"));
		if (added) {
			changed();
		}
		return added;
	}

	/**
	 * Stop removing a secret from text.
	 * @param secret the value
	 */
	public synchronized void remove(String secret) {
		if (this.secrets.remove(secret)) {
			changed();
		}
	}

	private void changed() {
		this.matcher = null;
		this.version++;
	}

	/**
	 * Add the current secrets of another redactor.
	 * @param other the other redactor
	 */
	public void addAll(SecretRedactor other) {
		other.secrets().forEach(this::add);
	}

	private synchronized List<String> secrets() {
		return List.copyOf(this.secrets);
	}

	// Created without the lock, since that takes long and must not delay a caller of add
	private SecretMatcher matcher() {
		List<String> known;
		long version;
		synchronized (this) {
			SecretMatcher current = (this.matcher != null) ? this.matcher.get() : null;
			if (current != null) {
				return current;
			}
			known = List.copyOf(this.secrets);
			version = this.version;
		}
		SecretMatcher created = new SecretMatcher(SecretEncodings.of(known));
		synchronized (this) {
			if (version == this.version) {
				this.matcher = new WeakReference<>(created);
			}
		}
		return created;
	}

	/**
	 * Return whether there is no known secret.
	 * @return whether there is none
	 */
	public synchronized boolean isEmpty() {
		return this.secrets.isEmpty();
	}

	/**
	 * Return a condition for texts that contain a whole secret, or a whole part of one.
	 * It does not know secrets that are added later.
	 * @return the condition
	 */
	public Predicate<String> finder() {
		SecretMatcher whole = new SecretMatcher(SecretEncodings.ofWhole(secrets()));
		return (text) -> {
			MarkedText found = new MarkedText(text);
			whole.mark(found);
			return found.hasMarks();
		};
	}

	/**
	 * Remove the secrets from a text.
	 * @param text the text
	 * @return the text without secrets
	 */
	public String redact(String text) {
		MarkedText known = new MarkedText(text);
		matcher().mark(known);
		MarkedText unknown = new MarkedText(known.redacted());
		HeaderCredentials.mark(unknown);
		UrlCredentials.mark(unknown);
		return unknown.redacted();
	}

	/**
	 * Describe a failure in one line without secrets and control characters. Descriptions
	 * are truncated to {@value #MAX_DESCRIPTION_SIZE} bytes.
	 * @param failure the failure
	 * @return its redacted message, or the name of its class if it has no message or
	 * fails to return it
	 */
	public String describe(Throwable failure) {
		String message = messageOf(failure);
		String start = message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
		String description = redact(ControlCharacters.asBlanksIn(redact(start)));
		return description.isEmpty() ? truncate(ControlCharacters.asBlanksIn(nameOf(failure.getClass())), false)
				: truncate(description, start.length() < message.length());
	}

	/**
	 * Return a copy of a failure without secrets, for the log or another component. It
	 * prints like the original, with its class name, message, stack trace, causes and
	 * suppressed exceptions.
	 * @param failure the failure
	 * @return the copy, whose own class is not specified
	 */
	public Exception redact(Throwable failure) {
		return RedactedException.of(failure, this::describe);
	}

	private static String truncate(String description, boolean cut) {
		byte[] bytes = description.getBytes(StandardCharsets.UTF_8);
		if (!cut && bytes.length <= MAX_DESCRIPTION_SIZE) {
			return description;
		}
		int end = Math.min(bytes.length, MAX_DESCRIPTION_SIZE - CUT.length());
		while (end < bytes.length && isInsideCharacter(bytes[end])) {
			end--;
		}
		return new String(bytes, 0, end, StandardCharsets.UTF_8) + CUT;
	}

	private static boolean isInsideCharacter(byte utf8) {
		return (utf8 & 0xC0) == 0x80;
	}

	// The exception of a plugin may throw another one
	private static String messageOf(Throwable failure) {
		try {
			String message = failure.getMessage();
			return (message != null) ? message : "";
		}
		catch (Throwable ex) {
			return "";
		}
	}

	private static String nameOf(Class<?> type) {
		try {
			return type.isAnonymousClass() ? type.getName() : type.getSimpleName();
		}
		catch (LinkageError ex) {
			// The enclosing class is missing
			return type.getName();
		}
	}

}
