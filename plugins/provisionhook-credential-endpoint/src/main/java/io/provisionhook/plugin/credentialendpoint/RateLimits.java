package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Limits how often each workspace asks: it can spend what it has for a minute at once,
 * and gets it back evenly. This is the generic cell rate algorithm, which remembers one
 * number for each workspace: when all that was spent will be back. Thread-safe.
 */
final class RateLimits {

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private static final int MOST_WORKSPACES = 100_000;

	private final Cache<String, AtomicLong> balancedAt;

	private final EndpointTime time;

	private final long interval;

	/**
	 * Create limits.
	 * @param perMinute the number of requests in a minute
	 * @param time the time
	 */
	RateLimits(int perMinute, EndpointTime time) {
		this.time = time;
		this.interval = WINDOW.toNanos() / perMinute;
		// Who has not asked for the whole window has all of it again
		this.balancedAt = Caffeine.newBuilder()
			.expireAfterAccess(WINDOW)
			.maximumSize(MOST_WORKSPACES)
			.ticker(time::nanos)
			.executor(Runnable::run)
			.build();
	}

	/**
	 * Admit one request of a workspace.
	 * @param workspace the workspace and which of its lives it is in
	 * @throws Rejection if it has asked too often
	 */
	void admit(String workspace) throws Rejection {
		long now = this.time.nanos();
		AtomicLong balance = this.balancedAt.get(workspace, (id) -> new AtomicLong(now));
		while (true) {
			long before = balance.get();
			long start = (before - now > 0) ? before : now;
			long excess = start - now + this.interval - WINDOW.toNanos();
			if (excess > 0) {
				throw Rejection.limited(Duration.ofNanos(excess));
			}
			if (balance.compareAndSet(before, start + this.interval)) {
				return;
			}
		}
	}

}
