package io.provisionhook.plugin.internal.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * What a load came to: a value, or a failure and with it the last value if there is one.
 * After a failure, the system is left alone for a while. Thread-safe.
 *
 * @param value the last value; {@code null} if there was none
 * @param loadedAt when the value was loaded
 * @param rejected whether somebody said that the value is not good
 * @param failure why there is no newer value; {@code null} if there is
 * @param retryAt when to load again after a failure
 * @param <V> type of the value
 */
record CacheEntry<V extends Expiring>(@Nullable V value, Instant loadedAt, AtomicBoolean rejected,
		@Nullable Throwable failure, Instant retryAt) {

	// Those who share the value can reject it, again and again
	private static final Duration PAUSE_OF_REJECTED = Duration.ofSeconds(30);

	private static final Duration PAUSE_WITH_VALUE = Duration.ofSeconds(10);

	// Long enough for a burst of requests to be one call, short enough for a person who
	// has mended the system and tries
	private static final Duration PAUSE_WITHOUT_VALUE = Duration.ofSeconds(3);

	private static final Duration LONGEST_KEPT = Duration.ofDays(365);

	static <V extends Expiring> CacheEntry<V> of(V value, Instant now) {
		return new CacheEntry<>(value, now, new AtomicBoolean(), null, now);
	}

	/**
	 * Create an entry for a load that has failed.
	 * @param previous the entry before; {@code null} if there was none
	 * @param failure why it failed
	 * @param now the time
	 * @param <V> type of the value
	 * @return an entry with the value of the one before
	 */
	static <V extends Expiring> CacheEntry<V> failed(@Nullable CacheEntry<V> previous, Throwable failure, Instant now) {
		CacheEntry<V> last = (previous != null) ? previous
				: new CacheEntry<>(null, now, new AtomicBoolean(), null, now);
		return new CacheEntry<>(last.value, last.loadedAt, last.rejected, failure,
				now.plus(last.pauseAfter(failure, now)));
	}

	private Duration pauseAfter(Throwable failure, Instant now) {
		if (failure instanceof UpstreamException && this.rejected.get()) {
			return PAUSE_OF_REJECTED;
		}
		if (!isOfSystem(failure)) {
			return Duration.ZERO;
		}
		if (this.value == null || !isUsable(now)) {
			return PAUSE_WITHOUT_VALUE;
		}
		Instant expiresAt = this.value.expiresAt();
		Duration tenth = (expiresAt != null) ? Duration.between(now, expiresAt).dividedBy(10) : PAUSE_WITH_VALUE;
		return (tenth.compareTo(PAUSE_WITH_VALUE) < 0) ? tenth : PAUSE_WITH_VALUE;
	}

	private static boolean isOfSystem(@Nullable Throwable failure) {
		return failure instanceof UpstreamException upstream && upstream.isSystemAtFault();
	}

	private boolean isUsable(Instant now) {
		Instant end = (this.value != null) ? this.value.usableUntil() : Instant.MIN;
		return !this.rejected.get() && (end == null || now.isBefore(end));
	}

	/**
	 * Return whether this is the answer to whoever asks now.
	 * @param now the time
	 * @return whether there is no need to load again
	 */
	boolean isCurrent(Instant now) {
		if (this.failure != null) {
			return now.isBefore(this.retryAt);
		}
		return this.value != null && !this.rejected.get() && now.isBefore(this.value.refreshAt());
	}

	/**
	 * Return whether the value is served although it could not be refreshed.
	 * @param now the time
	 * @return whether the system failed and the value is of use
	 */
	boolean isStale(Instant now) {
		return isOfSystem(this.failure) && isUsable(now);
	}

	/**
	 * Return what to answer.
	 * @param now the time
	 * @return the value
	 * @throws UpstreamException if there is none of use
	 */
	Refreshed<V> result(Instant now) throws UpstreamException {
		if (this.value != null && (this.failure == null || isStale(now))) {
			return new Refreshed<>(this.value, this.failure != null);
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
	 * Reject the value, so that it is not served any more, unless it was loaded less than
	 * 30 seconds ago.
	 * @param now the time
	 * @return whether this call rejected it
	 */
	boolean reject(Instant now) {
		return !now.isBefore(this.loadedAt.plus(PAUSE_OF_REJECTED)) && this.rejected.compareAndSet(false, true);
	}

	/**
	 * Return until when to keep this entry.
	 * @return when both its value and its failure are of no use
	 */
	Instant endOfUse() {
		Instant end = (this.value != null) ? this.value.usableUntil() : this.retryAt;
		if (end == null) {
			return this.loadedAt.plus(LONGEST_KEPT);
		}
		return end.isAfter(this.retryAt) ? end : this.retryAt;
	}

}
