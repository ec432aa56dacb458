package io.provisionhook.plugin.gitcredentials;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.internal.upstream.RefreshingCache.Expiring;

/**
 * An access token of an OAuth server.
 *
 * @param value the token
 * @param expiresAt the time of expiry; {@code null} if it is not known
 * @param refreshAt the time from which to request another token
 */
record AccessToken(String value, @Nullable Instant expiresAt, Instant refreshAt) implements Expiring {

	private static final Duration MAX_REFRESH_MARGIN = Duration.ofMinutes(5);

	private static final Duration MAX_EXPIRY_MARGIN = Duration.ofMinutes(1);

	/**
	 * Create a token that has just been issued.
	 * @param value the token
	 * @param now the time of issue
	 * @param lifetime the lifetime of the token
	 * @return a token that is refreshed in the last fifth of its lifetime, but at most
	 * five minutes before expiry
	 */
	static AccessToken issued(String value, Instant now, Duration lifetime) {
		Instant expiresAt = now.plus(lifetime);
		return new AccessToken(value, expiresAt, expiresAt.minus(shorter(lifetime.dividedBy(5), MAX_REFRESH_MARGIN)));
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	@Override
	public @Nullable Instant usableUntil() {
		if (this.expiresAt == null) {
			return null;
		}
		Duration margin = Duration.between(this.refreshAt, this.expiresAt);
		return this.expiresAt.minus(shorter(margin.dividedBy(4), MAX_EXPIRY_MARGIN));
	}

	@Override
	public String toString() {
		return "AccessToken[expiresAt=" + this.expiresAt + "]";
	}

}
