package io.provisionhook.plugin.githubappauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Keeps calls back while GitHub does not want any, since it bans whoever goes on.
 * Thread-safe.
 */
final class RateLimit {

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofHours(1);

	// What GitHub asks for where it does not say for how long
	private static final Duration UNKNOWN = Duration.ofMinutes(1);

	private static final int LONGEST_JITTER_MILLIS = 500;

	private final String appId;

	private final Clock clock;

	private final Pause pause;

	private volatile Instant end = Instant.MIN;

	RateLimit(String appId, Clock clock, Pause pause) {
		this.appId = appId;
		this.clock = clock;
		this.pause = pause;
	}

	/**
	 * Wait as long as GitHub wants no calls.
	 * @param deadline until when somebody waits
	 * @throws UpstreamException if it takes longer
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
		this.pause.lasting(wait.plusMillis(ThreadLocalRandom.current().nextInt(LONGEST_JITTER_MILLIS)));
	}

	/**
	 * Take note if an answer says that GitHub wants no calls for a while.
	 * @param answer the answer
	 * @return whether it does
	 */
	boolean isReachedIn(JsonResponse answer) {
		if (!isLimited(answer)) {
			return false;
		}
		Instant now = this.clock.instant();
		Duration wait = waitIn(answer, now);
		Duration bounded = (wait.compareTo(SHORTEST) < 0) ? SHORTEST : (wait.compareTo(LONGEST) > 0) ? LONGEST : wait;
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
		return (reset != null) ? Duration.between(now, answer.translate(Instant.ofEpochSecond(reset), now)) : UNKNOWN;
	}

}
