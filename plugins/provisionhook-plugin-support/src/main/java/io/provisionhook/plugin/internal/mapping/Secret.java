package io.provisionhook.plugin.internal.mapping;

import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Lease;
import io.provisionhook.ProvisionContext;
import io.provisionhook.redaction.SecretRedactor;

/**
 * What a store holds at one location: a text, which may be a JSON object, or fields.
 * Immutable and thread-safe; {@link #toString()} does not show it.
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
	 * Create a secret that is a text. If that is a JSON object, its members can be
	 * referred to as keys, and are had as they are written.
	 * @param text the text
	 * @return the secret
	 */
	public static Secret ofText(String text) {
		return new Secret(text, JsonMembers.of(text), null);
	}

	/**
	 * Create a secret that has fields and is nothing without them.
	 * @param fields the fields
	 * @return the secret
	 */
	public static Secret ofFields(Map<String, String> fields) {
		return new Secret(null, Map.copyOf(fields), null);
	}

	/**
	 * Return what stands for a secret in a plan that can't be read without a side effect.
	 * @return a secret that has a placeholder for each key
	 */
	public static Secret unread() {
		return UNREAD;
	}

	/**
	 * Return the same secret, which is good for some time only.
	 * @param lease until when it is good
	 * @return the secret
	 */
	public Secret leased(Lease lease) {
		return new Secret(this.text, this.fields, Objects.requireNonNull(lease, "'lease' must not be null"));
	}

	@Nullable Lease lease() {
		return this.lease;
	}

	/**
	 * Have all of this secret taken out of errors, logs and output, but for what
	 * everybody may see.
	 * @param context the context of whoever fetched it
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
	 * Return a part of this secret.
	 * @param key which part; {@code null} for all of it
	 * @param location where it is, for the message
	 * @return the value
	 * @throws SecretKeyException if there is no such part
	 */
	String select(@Nullable String key, SecretLocation location) throws SecretKeyException {
		String value = (key != null && this != UNREAD) ? this.fields.get(key) : this.text;
		if (value == null) {
			throw SecretKeyException.of(location, key, new TreeSet<>(this.fields.keySet()));
		}
		return value;
	}

	/**
	 * Return a text as a credential: what was stored from a file often ends in a line
	 * break, and no user name or password does.
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

}
