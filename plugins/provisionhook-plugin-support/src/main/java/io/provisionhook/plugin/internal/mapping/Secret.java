package io.provisionhook.plugin.internal.mapping;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Lease;
import io.provisionhook.ProvisionContext;
import io.provisionhook.redaction.SecretRedactor;

/**
 * A secret in a store, as text, which may be a JSON object, or as fields. Immutable and
 * thread-safe; {@link #toString()} does not show it.
 *
 * @since 0.1.0
 */
public final class Secret {

	private static final Secret UNREAD = new Secret("not read in a plan", Map.of(), null);

	private final @Nullable String text;

	private final Map<String, String> fields;

	private final @Nullable Lease lease;

	private Secret(@Nullable String text, Map<String, String> fields, @Nullable Lease lease) {
		this.text = text;
		this.fields = fields;
		this.lease = lease;
	}

	/**
	 * Create a secret from text. If the text is a JSON object, its members are the keys.
	 * @param text the text
	 * @return the secret
	 */
	public static Secret ofText(String text) {
		return new Secret(text, JsonMembers.of(text), null);
	}

	/**
	 * Create a secret from fields, without a text for the whole secret.
	 * @param fields values by key
	 * @return the secret
	 */
	public static Secret ofFields(Map<String, String> fields) {
		return new Secret(null, Map.copyOf(fields), null);
	}

	/**
	 * Return the secret for a plan that must not read it, to avoid a side effect.
	 * @return a secret with a placeholder for every key
	 */
	public static Secret unread() {
		return UNREAD;
	}

	/**
	 * Return a copy with a lease.
	 * @param lease the lease
	 * @return the secret
	 */
	public Secret leased(Lease lease) {
		return new Secret(this.text, this.fields, Objects.requireNonNull(lease, "'lease' must not be null"));
	}

	@Nullable Lease lease() {
		return this.lease;
	}

	/**
	 * Register the values of this secret for redaction in errors, logs and output, except
	 * fields with a public name.
	 * @param context the context of the workspace
	 */
	void redactIn(ProvisionContext context) {
		if (this.text != null) {
			context.redact(this.text);
		}
		this.fields.forEach((name, value) -> {
			if (!SecretRedactor.isPublicName(name)) {
				context.redact(value);
			}
		});
	}

	/**
	 * Return the value of a key.
	 * @param key the key; {@code null} for the whole secret
	 * @param location the location for the message
	 * @return the value
	 * @throws MissingKeyException if the secret has no such key
	 */
	String select(@Nullable String key, SecretLocation location) throws MissingKeyException {
		String value = (key != null && this != UNREAD) ? this.fields.get(key) : this.text;
		if (value == null) {
			throw MissingKeyException.of(location, key, new TreeSet<>(this.fields.keySet()));
		}
		return value;
	}

	/**
	 * Remove the line breaks at the end of a credential, which often come from a file.
	 * @param text the text
	 * @return the text without line breaks at its end
	 */
	public static String withoutLineBreak(String text) {
		return text.replaceFirst("(?<![\\r\\n])[\\r\\n]++\\z", "");
	}

	@Override
	public String toString() {
		return "Secret[redacted]";
	}

	/**
	 * Thrown when a secret lacks the key of a reference. The message names keys and no
	 * values.
	 */
	static final class MissingKeyException extends Exception {

		private MissingKeyException(String message) {
			super(message);
		}

		private static MissingKeyException of(SecretLocation location, @Nullable String key, Set<String> keys) {
			String problem = (key != null) ? "has no key '" + key + "'" : "has no value without a key";
			String there = keys.isEmpty() ? "there are no keys" : "the keys are " + String.join(", ", keys);
			return new MissingKeyException("'" + location + "' " + problem + "; " + there);
		}

	}

}
