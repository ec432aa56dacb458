package io.provisionhook.credential;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Credential of a workspace for a host: a user name and a secret. Immutable;
 * {@link #toString()} shows neither.
 *
 * @param username the user name; a fixed one for hosts that identify the user by the
 * secret
 * @param secret the token or password
 * @param expiresAt when the credential expires, by the clock of this application;
 * {@code null} if that is not known
 * @param stale whether this is an older credential that is still valid, because a fresh
 * one was not available
 * @since 0.1.0
 */
public record Credential(String username, String secret, @Nullable Instant expiresAt, boolean stale) {

	/**
	 * Create a credential.
	 * @throws IllegalArgumentException if the user name or the secret is empty or
	 * contains a control character, such as a line break, which could inject further
	 * fields
	 */
	public Credential {
		requireText(username, "username");
		requireText(secret, "secret");
	}

	private static void requireText(String text, String name) {
		Objects.requireNonNull(text, () -> "'" + name + "' must not be null");
		if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
			throw new IllegalArgumentException("'" + name + "' must not be empty or have control characters");
		}
	}

	/**
	 * Create a fresh credential.
	 * @param username the user name
	 * @param secret the token or password
	 * @param expiresAt when it expires; {@code null} if that is not known
	 * @return the credential
	 */
	public static Credential of(String username, String secret, @Nullable Instant expiresAt) {
		return new Credential(username, secret, expiresAt, false);
	}

	@Override
	public String toString() {
		return "Credential[expiresAt=" + this.expiresAt + ", stale=" + this.stale + "]";
	}

}
