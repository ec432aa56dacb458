package io.provisionhook.plugin.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * A value that is kept, and what came of trying to renew it. Thread-safe.
 *
 * @param <V> the type of the value
 */
final class Kept<V extends Perishable> {

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

	// Whoever shares the value can reject it, again and again
	private static final Duration PAUSE_OF_REJECTED = Duration.ofSeconds(30);

	private final V value;

	private final Instant loadedAt;

	private final AtomicBoolean rejected = new AtomicBoolean();

	private final AtomicBoolean told = new AtomicBoolean();

	private volatile @Nullable Pause pause;

	Kept(V value, Instant loadedAt) {
		this.value = value;
		this.loadedAt = loadedAt;
	}

	V value() {
		return this.value;
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

	boolean isRejected() {
		return this.rejected.get();
	}

	boolean isCurrent(Instant now) {
		return !isRejected() && this.value.isCurrent(now);
	}

	boolean isOfUse(Instant now) {
		return !isRejected() && this.value.isOfUse(now);
	}

	/**
	 * It could not be renewed, so do not try again at once.
	 * @param now the time
	 * @param failure why
	 */
	void pause(Instant now, UpstreamException failure) {
		if (isRejected()) {
			this.pause = new Pause(now.plus(PAUSE_OF_REJECTED), failure);
			return;
		}
		Instant expiresAt = this.value.expiresAt();
		Duration tenth = (expiresAt != null) ? Duration.between(now, expiresAt).dividedBy(10) : LONGEST_PAUSE;
		this.pause = new Pause(now.plus((tenth.compareTo(LONGEST_PAUSE) < 0) ? tenth : LONGEST_PAUSE), failure);
	}

	/**
	 * Return why the system is left alone, if the value could not be renewed just now.
	 * @param now the time
	 * @return the failure; {@code null} if it can be tried
	 */
	@Nullable UpstreamException pausedBy(Instant now) {
		Pause current = this.pause;
		return (current != null && now.isBefore(current.end()) && (isRejected() || this.value.isOfUse(now)))
				? current.failure() : null;
	}

	/**
	 * Return whether somebody has to be told that it could not be renewed.
	 * @return {@code true} once
	 */
	boolean isToBeTold() {
		return this.told.compareAndSet(false, true);
	}

	/**
	 * A time in which the system is left alone.
	 *
	 * @param end its end
	 * @param failure why
	 */
	private record Pause(Instant end, UpstreamException failure) {
	}

}
