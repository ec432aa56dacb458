package io.provisionhook.plugin.githubappauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;

import io.provisionhook.plugin.githubappauth.GitHubClient.Sleeper;
import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Delays calls while the rate limit of GitHub is exceeded, since GitHub bans apps that
 * ignore it. Thread-safe.
 */
final class RateLimit {

	private static final Duration MIN_WAIT = Duration.ofSeconds(1);

	private static final Duration MAX_WAIT = Duration.ofHours(1);

	// Recommended by GitHub for responses without a time
	private static final Duration DEFAULT_WAIT = Duration.ofMinutes(1);

	private static final int MAX_JITTER_MILLIS = 500;

	private final String appId;

	private final Clock clock;

	private final Sleeper sleeper;

	private volatile Instant end = Instant.MIN;

	RateLimit(String appId, Clock clock, Sleeper sleeper) {
		this.appId = appId;
		this.clock = clock;
		this.sleeper = sleeper;
	}

	/**
	 * Wait until the rate limit is reset.
	 * @param deadline the deadline of the caller
	 * @throws UpstreamException if the wait would exceed the deadline
	 * @throws InterruptedException if the thread is interrupted
	 */
	void await(Deadline deadline) throws UpstreamException, InterruptedException {
		Instant limitedUntil = this.end;
		Duration wait = Duration.between(this.clock.instant(), limitedUntil);
		if (wait.isNegative() || wait.isZero()) {
			return;
		}
		UpstreamException usedUp = UpstreamException.ofSystem("GitHub: the rate limit of app " + this.appId
				+ " is used up until " + limitedUntil.plusMillis(999).truncatedTo(ChronoUnit.SECONDS)
				+ "; start workspaces again after that", null);
		if (wait.compareTo(deadline.remaining()) >= 0) {
			throw usedUp;
		}
		deadline.note(usedUp);
		this.sleeper.sleep(wait.plusMillis(ThreadLocalRandom.current().nextInt(MAX_JITTER_MILLIS)));
	}

	/**
	 * Start to delay calls if a response says that the rate limit is exceeded.
	 * @param answer the response
	 * @return whether the rate limit is exceeded
	 */
	boolean update(JsonResponse answer) {
		if (!isLimited(answer)) {
			return false;
		}
		Instant now = this.clock.instant();
		Duration wait = waitIn(answer, now);
		Duration bounded = (wait.compareTo(MIN_WAIT) < 0) ? MIN_WAIT : (wait.compareTo(MAX_WAIT) > 0) ? MAX_WAIT : wait;
		this.end = now.plus(bounded);
		return true;
	}

	private static boolean isLimited(JsonResponse answer) {
		return answer.status() == 429 || (answer.status() == 403 && (answer.number("Retry-After") != null
				|| isUsedUp(answer) || answer.contains("message", "rate limit")));
	}

	private static boolean isUsedUp(JsonResponse answer) {
		Long remaining = answer.number("x-ratelimit-remaining");
		return remaining != null && remaining == 0;
	}

	private static Duration waitIn(JsonResponse answer, Instant now) {
		Long seconds = answer.number("Retry-After");
		if (seconds != null) {
			return Duration.ofSeconds(seconds);
		}
		Long reset = isUsedUp(answer) ? answer.number("x-ratelimit-reset") : null;
		return (reset != null) ? Duration.between(now, answer.translate(Instant.ofEpochSecond(reset), now))
				: DEFAULT_WAIT;
	}

}
