package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.time.Instant;

import io.provisionhook.plugin.internal.upstream.RefreshingCache.Expiring;

/**
 * A token that GitHub issued for an installation.
 *
 * @param value the token
 * @param expiresAt the time of expiry, by the clock of this host
 */
record InstallationToken(String value, Instant expiresAt) implements Expiring {

	private static final Duration REFRESH_MARGIN = Duration.ofMinutes(5);

	private static final Duration EXPIRY_MARGIN = Duration.ofMinutes(1);

	@Override
	public Instant refreshAt() {
		return this.expiresAt.minus(REFRESH_MARGIN);
	}

	@Override
	public Instant usableUntil() {
		return this.expiresAt.minus(EXPIRY_MARGIN);
	}

	@Override
	public String toString() {
		return "InstallationToken[expiresAt=" + this.expiresAt + "]";
	}

}
