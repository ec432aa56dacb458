package io.provisionhook.credential;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a host accepts from a workspace: a user name and a secret. Immutable;
 * {@link #toString()} shows neither.
 *
 * @param username the user name; hosts that know the user by the secret want a fixed one
 * @param secret the token or password
 * @param expiresAt when the host stops accepting it, by the clock of this application;
 * {@code null} if that is not known
 * @param stale whether it is an older one that is still good, since a fresh one could not
 * be had
 * @since 0.1.0
 */
public record Credential(String username, String secret, @Nullable Instant expiresAt, boolean stale) {

	/**
	 * Create a credential.
	 * @throws IllegalArgumentException if the user name or the secret is empty or has a
	 * control character, such as a line break, by which it would say more than it is
	 */
	public Credential {
		requireText(username, "username");
		requireText(secret, "secret");
	}

	private static void requireText(String text, String what) {
		Objects.requireNonNull(text, () -> "'" + what + "' must not be null");
		if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
			throw new IllegalArgumentException("'" + what + "' must not be empty or have control characters");
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
