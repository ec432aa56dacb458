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

	private final V value;

	private final AtomicBoolean told = new AtomicBoolean();

	private volatile @Nullable Pause pause;

	Kept(V value) {
		this.value = value;
	}

	V value() {
		return this.value;
	}

	/**
	 * It could not be renewed, so do not try again at once.
	 * @param now the time
	 * @param failure why
	 */
	void pause(Instant now, UpstreamException failure) {
		Instant expiresAt = this.value.expiresAt();
		Duration tenth = (expiresAt != null) ? Duration.between(now, expiresAt).dividedBy(10) : LONGEST_PAUSE;
		this.pause = new Pause(now.plus((tenth.compareTo(LONGEST_PAUSE) < 0) ? tenth : LONGEST_PAUSE), failure);
	}

	/**
	 * Return why it has to do as it is, if it could not be renewed just now.
	 * @param now the time
	 * @return the failure; {@code null} if it can be tried
	 */
	@Nullable UpstreamException pausedBy(Instant now) {
		Pause current = this.pause;
		return (current != null && now.isBefore(current.end()) && this.value.isOfUse(now)) ? current.failure() : null;
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
