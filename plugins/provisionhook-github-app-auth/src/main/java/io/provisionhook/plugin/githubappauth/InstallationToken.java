package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.time.Instant;

/**
 * A token that GitHub made for an installation.
 *
 * @param value the token
 * @param expiresAt when it expires, by the clock of this host
 */
record InstallationToken(String value, Instant expiresAt) {

	private static final Duration RENEWED_BEFORE_EXPIRY = Duration.ofMinutes(5);

	private static final Duration OF_NO_USE_BEFORE_EXPIRY = Duration.ofMinutes(1);

	/**
	 * Return whether a workspace can get this token without asking for another one.
	 * @param now the time
	 * @return whether there is no need to renew it
	 */
	boolean isCurrent(Instant now) {
		return now.isBefore(this.expiresAt.minus(RENEWED_BEFORE_EXPIRY));
	}

	/**
	 * Return whether a workspace had better get this token than none.
	 * @param now the time
	 * @return whether it is good for a while
	 */
	boolean isOfUse(Instant now) {
		return now.isBefore(this.expiresAt.minus(OF_NO_USE_BEFORE_EXPIRY));
	}

	@Override
	public String toString() {
		return "InstallationToken[expiresAt=" + this.expiresAt + "]";
	}

}
