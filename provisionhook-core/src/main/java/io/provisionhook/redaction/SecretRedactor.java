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
 * Takes secrets out of text before it is stored, logged or shown.
 * <p>
 * Known secrets are taken out as they are and as others may have written them: with other
 * line breaks, in base64, also as part of a longer text, URL-encoded, escaped as in JSON
 * or HTML, quoted for a shell, as hexadecimal digits. So is each stretch of
 * {@value #STRETCH} characters of one, so that a text that was cut shows no part of it. A
 * secret that is JSON, a URL, a connection string or a key is taken apart: what is not
 * secret in it, such as the host of a URL, stays in a text. Credentials in URLs and in
 * HTTP headers are taken out although nobody knows them, such as the password of
 * {@code https://user:password@host/} and the token of
 * {@code Authorization: Bearer token}.
 * <p>
 * Every stretch of text that secrets make up, overlapping or one after another, is
 * replaced by {@value #REPLACEMENT}. Secrets of fewer than {@value #MIN_LENGTH}
 * characters are left in, since they would turn up in words that mean something else. One
 * encoding on top of another is undone only where base64 is the inner one. The time it
 * takes grows with the length of the text, not with the number of secrets.
 * <p>
 * A redactor can learn further secrets at any time. Thread-safe.
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

	/**
	 * The number of characters from which a part of a secret is taken out.
	 */
	public static final int STRETCH = 8;

	/**
	 * The largest size of a {@linkplain #describe description} in bytes of UTF-8.
	 */
	public static final int MAX_DESCRIPTION_SIZE = 4096;

	private static final String CUT = " ...";

	private static final int LONGEST_MESSAGE = 4 * MAX_DESCRIPTION_SIZE;

	private final Set<String> secrets = new LinkedHashSet<>();

	// Large, made quickly, and used when something fails or somebody looks
	private @Nullable WeakReference<SecretIndex> index;

	private long version;

	private SecretRedactor() {
	}

	/**
	 * Create a redactor.
	 * @param secrets the values to take out
	 * @return the redactor
	 */
	public static SecretRedactor of(Collection<String> secrets) {
		SecretRedactor redactor = new SecretRedactor();
		secrets.forEach(redactor::add);
		return redactor;
	}

	/**
	 * Return whether everybody may see what a secret with fields has under a name, such
	 * as {@code host} and {@code type}.
	 * @param name the name of a field
	 * @return whether that is no secret
	 */
	public static boolean isPublicName(String name) {
		return SecretParts.isPublicName(name);
	}

	/**
	 * Take out another secret from now on.
	 * @param secret the value to take out
	 * @return whether it was not known
	 */
	public synchronized boolean add(String secret) {
		boolean added = this.secrets.add(Objects.requireNonNull(secret, "'secret' must not be null"));
		if (added) {
			changed();
		}
		return added;
	}

	/**
	 * Take out a secret no more.
	 * @param secret the value
	 */
	public synchronized void remove(String secret) {
		if (this.secrets.remove(secret)) {
			changed();
		}
	}

	private void changed() {
		this.index = null;
		this.version++;
	}

	/**
	 * Take out what another redactor takes out now.
	 * @param other the other redactor
	 */
	public void addAll(SecretRedactor other) {
		other.secrets().forEach(this::add);
	}

	private synchronized List<String> secrets() {
		return List.copyOf(this.secrets);
	}

	// Made without the lock: that takes long, and whoever adds a secret has no time
	private SecretIndex index() {
		List<String> indexed;
		long version;
		synchronized (this) {
			SecretIndex current = (this.index != null) ? this.index.get() : null;
			if (current != null) {
				return current;
			}
			indexed = List.copyOf(this.secrets);
			version = this.version;
		}
		SecretIndex made = new SecretIndex(SecretForms.of(indexed));
		synchronized (this) {
			if (version == this.version) {
				this.index = new WeakReference<>(made);
			}
		}
		return made;
	}

	/**
	 * Return whether this knows no secret.
	 * @return whether there is none
	 */
	public synchronized boolean isEmpty() {
		return this.secrets.isEmpty();
	}

	/**
	 * Return what tells texts that have a known secret in them, or one of its parts, as a
	 * whole. Later secrets do not count.
	 * @return the condition
	 */
	public Predicate<String> finder() {
		SecretIndex whole = new SecretIndex(SecretForms.wholeOf(secrets()));
		return (text) -> {
			Redaction found = new Redaction(text);
			whole.mark(found);
			return found.changesText();
		};
	}

	/**
	 * Take the secrets out of a text.
	 * @param text any text
	 * @return the text without them
	 */
	public String redact(String text) {
		Redaction known = new Redaction(text);
		index().mark(known);
		Redaction unknown = new Redaction(known.apply());
		HeaderCredentials.mark(unknown);
		UrlCredentials.mark(unknown);
		return unknown.apply();
	}

	/**
	 * Say in one line, without secrets and control characters, what failed. What is
	 * longer than {@value #MAX_DESCRIPTION_SIZE} bytes is cut.
	 * @param failure the failure
	 * @return its redacted message, or the name of its class if it has none or can't say
	 */
	public String describe(Throwable failure) {
		String message = messageOf(failure);
		String start = message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
		String description = redact(ControlCharacters.asBlanksIn(redact(start)));
		return description.isEmpty() ? shortened(ControlCharacters.asBlanksIn(nameOf(failure.getClass())), false)
				: shortened(description, start.length() < message.length());
	}

	/**
	 * Return what can be logged and handed on of a failure: an exception that prints like
	 * it, with its class, message and stack trace, its causes and what it suppressed, and
	 * without the secrets.
	 * @param failure the failure
	 * @return another exception, of no class in particular
	 */
	public Exception redact(Throwable failure) {
		return RedactedFailure.of(failure, this::describe);
	}

	private static String shortened(String description, boolean cut) {
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

	// Whatever a plugin's exception does, its mutator is to be named
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
			// A class around it is not there
			return type.getName();
		}
	}

}
