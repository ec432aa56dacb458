package io.provisionhook.plugin.gitcredentials;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What GitLab knows about an access token.
 *
 * @param value the token
 * @param createdAt when it was created; {@code null} if GitLab does not say
 * @param expiresAt when it expires; {@code null} if never
 */
record GitLabToken(String value, @Nullable Instant createdAt, @Nullable Instant expiresAt) {

	private static final Duration LOOKED_AT_AGAIN = Duration.ofHours(1);

	/**
	 * Return when to rotate it.
	 * @param before how long before it expires; it is at least half its life old then, so
	 * that one which GitLab makes for a shorter time is not rotated again and again
	 * @return the time; {@code null} if never
	 */
	@Nullable Instant rotatedFrom(Duration before) {
		if (this.expiresAt == null) {
			return null;
		}
		Instant from = this.expiresAt.minus(before);
		if (this.createdAt == null) {
			return from;
		}
		Instant halfTime = this.createdAt.plus(Duration.between(this.createdAt, this.expiresAt).dividedBy(2));
		return from.isAfter(halfTime) ? from : halfTime;
	}

	/**
	 * Return it as it is used until it is time to look at it again.
	 * @param now the time
	 * @param before how long before it expires it is rotated
	 * @return the token
	 */
	AccessToken inUse(Instant now, Duration before) {
		Instant rotatedFrom = rotatedFrom(before);
		Instant lookedAtFrom = now.plus(LOOKED_AT_AGAIN);
		return new AccessToken(this.value, this.expiresAt,
				(rotatedFrom != null && rotatedFrom.isBefore(lookedAtFrom)) ? rotatedFrom : lookedAtFrom, false);
	}

	@Override
	public String toString() {
		return "GitLabToken[expiresAt=" + this.expiresAt + "]";
	}

}
