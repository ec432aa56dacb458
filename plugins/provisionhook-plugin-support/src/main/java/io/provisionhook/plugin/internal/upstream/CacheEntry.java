package io.provisionhook.plugin.internal.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.internal.upstream.RefreshingCache.CachedValue;

/**
 * Result of a load in a {@link RefreshingCache}: a value, or a failure with the last
 * value. Decides whether to serve the value, and when to load again. Thread-safe.
 *
 * @param value the last value; {@code null} if there is none
 * @param loadedAt the time of the load of the value
 * @param rejected whether the value was rejected by its recipient
 * @param failure the failure of the last load; {@code null} if it succeeded
 * @param retryAt the time of the next load after a failure
 * @param <V> type of the value
 */
record CacheEntry<V extends RefreshingCache.Expiring>(@Nullable V value, Instant loadedAt, AtomicBoolean rejected,
		@Nullable Throwable failure, Instant retryAt) {

	// The value is shared, and each recipient can reject it
	private static final Duration PAUSE_OF_REJECTED = Duration.ofSeconds(30);

	private static final Duration PAUSE_WITH_VALUE = Duration.ofSeconds(10);

	// Long enough to merge a burst of requests, short enough for an operator who has just
	// fixed the system
	private static final Duration PAUSE_WITHOUT_VALUE = Duration.ofSeconds(3);

	private static final Duration MAXIMUM_AGE = Duration.ofDays(365);

	static <V extends RefreshingCache.Expiring> CacheEntry<V> of(V value, Instant now) {
		return new CacheEntry<>(value, now, new AtomicBoolean(), null, now);
	}

	/**
	 * Create an entry for a failed load.
	 * @param previous the previous entry; {@code null} if there is none
	 * @param failure the failure
	 * @param now the current time
	 * @param <V> type of the value
	 * @return an entry with the previous value
	 */
	static <V extends RefreshingCache.Expiring> CacheEntry<V> failed(@Nullable CacheEntry<V> previous,
			Throwable failure, Instant now) {
		CacheEntry<V> last = (previous != null) ? previous
				: new CacheEntry<>(null, now, new AtomicBoolean(), null, now);
		return new CacheEntry<>(last.value, last.loadedAt, last.rejected, failure,
				now.plus(last.pauseAfter(failure, now)));
	}

	private Duration pauseAfter(Throwable failure, Instant now) {
		if (failure instanceof UpstreamException && this.rejected.get()) {
			return PAUSE_OF_REJECTED;
		}
		if (!isSystemFailure(failure)) {
			return Duration.ZERO;
		}
		if (this.value == null || !isUsable(now)) {
			return PAUSE_WITHOUT_VALUE;
		}
		Instant expiresAt = this.value.expiresAt();
		Duration tenth = (expiresAt != null) ? Duration.between(now, expiresAt).dividedBy(10) : PAUSE_WITH_VALUE;
		return (tenth.compareTo(PAUSE_WITH_VALUE) < 0) ? tenth : PAUSE_WITH_VALUE;
	}

	private static boolean isSystemFailure(@Nullable Throwable failure) {
		return failure instanceof UpstreamException upstream && upstream.isSystemAtFault();
	}

	private boolean isUsable(Instant now) {
		Instant end = (this.value != null) ? this.value.usableUntil() : Instant.MIN;
		return !this.rejected.get() && (end == null || now.isBefore(end));
	}

	/**
	 * Return whether to use this entry without a new load.
	 * @param now the current time
	 * @return whether it is current
	 */
	boolean isCurrent(Instant now) {
		if (this.failure != null) {
			return now.isBefore(this.retryAt);
		}
		return this.value != null && !this.rejected.get() && now.isBefore(this.value.refreshAt());
	}

	/**
	 * Return whether the value is served although its refresh failed.
	 * @param now the current time
	 * @return whether the system failed and the value is usable
	 */
	boolean isStale(Instant now) {
		return isSystemFailure(this.failure) && isUsable(now);
	}

	/**
	 * Return the value.
	 * @param now the current time
	 * @return the value
	 * @throws UpstreamException if there is no usable value
	 */
	CachedValue<V> result(Instant now) throws UpstreamException {
		if (this.value != null && (this.failure == null || isStale(now))) {
			return new CachedValue<>(this.value, this.failure != null);
		}
		if (this.failure instanceof UpstreamException upstream) {
			throw upstream;
		}
		if (this.failure instanceof Error error) {
			throw error;
		}
		throw (this.failure instanceof RuntimeException unexpected) ? unexpected
				: new IllegalStateException(this.failure);
	}

	/**
	 * Reject the value, so that it is no longer served, unless it was loaded less than 30
	 * seconds ago.
	 * @param now the current time
	 * @return whether this call rejected it
	 */
	boolean reject(Instant now) {
		return !now.isBefore(this.loadedAt.plus(PAUSE_OF_REJECTED)) && this.rejected.compareAndSet(false, true);
	}

	/**
	 * Return the time until which the cache keeps this entry.
	 * @return the end of use of both the value and the failure
	 */
	Instant endOfUse() {
		Instant end = (this.value != null) ? this.value.usableUntil() : this.retryAt;
		if (end == null) {
			return this.loadedAt.plus(MAXIMUM_AGE);
		}
		return end.isAfter(this.retryAt) ? end : this.retryAt;
	}

}
