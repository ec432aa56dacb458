package io.provisionhook.plugin.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A value that is kept, and what came of trying to renew it. Thread-safe.
 *
 * @param <V> the type of the value
 */
final class Kept<V extends Perishable> {

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

	private final V value;

	private final AtomicBoolean told = new AtomicBoolean();

	private volatile Instant pauseEnd = Instant.MIN;

	Kept(V value) {
		this.value = value;
	}

	V value() {
		return this.value;
	}

	/**
	 * It could not be renewed, so do not try again at once.
	 * @param now the time
	 */
	void pause(Instant now) {
		Instant expiresAt = this.value.expiresAt();
		Duration tenth = (expiresAt != null) ? Duration.between(now, expiresAt).dividedBy(10) : LONGEST_PAUSE;
		this.pauseEnd = now.plus((tenth.compareTo(LONGEST_PAUSE) < 0) ? tenth : LONGEST_PAUSE);
	}

	/**
	 * Return whether it has to do as it is, since it could not be renewed just now.
	 * @param now the time
	 * @return whether that is so
	 */
	boolean isPaused(Instant now) {
		return now.isBefore(this.pauseEnd) && this.value.isOfUse(now);
	}

	/**
	 * Return whether somebody has to be told that it could not be renewed.
	 * @return {@code true} once
	 */
	boolean isToBeTold() {
		return this.told.compareAndSet(false, true);
	}

}
