package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.time.Instant;

import io.provisionhook.plugin.internal.upstream.RefreshingCache.Expiring;

/**
 * A token that GitHub made for an installation.
 *
 * @param value the token
 * @param expiresAt when it expires, by the clock of this host
 */
record InstallationToken(String value, Instant expiresAt) implements Expiring {

	private static final Duration RENEWED_BEFORE_EXPIRY = Duration.ofMinutes(5);

	private static final Duration OF_NO_USE_BEFORE_EXPIRY = Duration.ofMinutes(1);

	@Override
	public Instant refreshAt() {
		return this.expiresAt.minus(RENEWED_BEFORE_EXPIRY);
	}

	@Override
	public Instant usableUntil() {
		return this.expiresAt.minus(OF_NO_USE_BEFORE_EXPIRY);
	}

	@Override
	public String toString() {
		return "InstallationToken[expiresAt=" + this.expiresAt + "]";
	}

}
