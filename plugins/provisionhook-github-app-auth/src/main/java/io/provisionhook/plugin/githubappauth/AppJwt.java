package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.time.Instant;

/**
 * What a GitHub App identifies itself by: a JWT that GitHub takes between two points in
 * time.
 *
 * @param value the serialized JWT
 * @param issuedAt when it was issued, for GitHub
 * @param expiresAt when it expires
 */
record AppJwt(String value, Instant issuedAt, Instant expiresAt) {

	private static final Duration DOUBT = Duration.ofSeconds(5);

	/**
	 * Return whether it is certain that a JWT was valid for a clock which is shown in
	 * whole seconds, and some time later.
	 * @param time what the clock showed
	 * @return whether it was valid then
	 */
	boolean isValidAt(Instant time) {
		return time.isAfter(this.issuedAt.plus(DOUBT)) && time.isBefore(this.expiresAt.minus(DOUBT));
	}

	@Override
	public String toString() {
		return "AppJwt[issuedAt=" + this.issuedAt + ", expiresAt=" + this.expiresAt + "]";
	}

}
