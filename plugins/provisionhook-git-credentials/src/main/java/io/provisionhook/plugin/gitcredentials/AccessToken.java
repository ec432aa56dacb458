package io.provisionhook.plugin.gitcredentials;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.internal.upstream.RefreshingCache.Expiring;

/**
 * A token that a host accepts from git.
 *
 * @param value the token
 * @param expiresAt when it expires; {@code null} if that is not known
 * @param refreshAt when to look for another one
 */
record AccessToken(String value, @Nullable Instant expiresAt, Instant refreshAt) implements Expiring {

	private static final Duration LONGEST_RESERVE = Duration.ofMinutes(5);

	private static final Duration OF_NO_USE_BEFORE_EXPIRY = Duration.ofMinutes(1);

	/**
	 * Create a token that has just been made.
	 * @param value the token
	 * @param now the time
	 * @param life how long it is good
	 * @return a token that is renewed in the last fifth of its life, and in its last five
	 * minutes at most
	 */
	static AccessToken made(String value, Instant now, Duration life) {
		Instant expiresAt = now.plus(life);
		return new AccessToken(value, expiresAt, expiresAt.minus(shorter(life.dividedBy(5), LONGEST_RESERVE)));
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	@Override
	public @Nullable Instant usableUntil() {
		if (this.expiresAt == null) {
			return null;
		}
		Duration reserve = Duration.between(this.refreshAt, this.expiresAt);
		return this.expiresAt.minus(shorter(reserve.dividedBy(4), OF_NO_USE_BEFORE_EXPIRY));
	}

	@Override
	public String toString() {
		return "AccessToken[expiresAt=" + this.expiresAt + "]";
	}

}
