package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

/**
 * Limits the rate of requests of each workspace: it can use the requests of a minute at
 * once, and regains them evenly. This is the generic cell rate algorithm, which stores
 * one number for each workspace: the time at which all requests are regained.
 * Thread-safe.
 */
final class RateLimiter {

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private static final int MAX_WORKSPACES = 100_000;

	private final Cache<String, AtomicLong> balancedAt;

	private final Ticker ticker;

	private final long interval;

	/**
	 * Create a limiter.
	 * @param perMinute the maximum number of requests in a minute
	 * @param ticker the time source
	 */
	RateLimiter(int perMinute, Ticker ticker) {
		this.ticker = ticker;
		this.interval = WINDOW.toNanos() / perMinute;
		// After a window without requests, all of them are regained
		this.balancedAt = Caffeine.newBuilder()
			.expireAfterAccess(WINDOW)
			.maximumSize(MAX_WORKSPACES)
			.ticker(ticker)
			.executor(Runnable::run)
			.build();
	}

	/**
	 * Admit one request of a workspace.
	 * @param workspace the generation and the id of the workspace
	 * @throws CredentialDeniedException if the rate limit is exceeded
	 */
	void admit(String workspace) throws CredentialDeniedException {
		long now = this.ticker.read();
		AtomicLong balance = this.balancedAt.get(workspace, (id) -> new AtomicLong(now));
		while (true) {
			long before = balance.get();
			long start = (before - now > 0) ? before : now;
			long excess = start - now + this.interval - WINDOW.toNanos();
			if (excess > 0) {
				throw CredentialDeniedException.limited(Duration.ofNanos(excess));
			}
			if (balance.compareAndSet(before, start + this.interval)) {
				return;
			}
		}
	}

}
