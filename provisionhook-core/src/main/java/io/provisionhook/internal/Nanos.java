package io.provisionhook.internal;

import java.time.Duration;

/**
 * Durations as numbers that can be added to {@link TimeSource#nanoTime()}.
 */
public final class Nanos {

	private static final Duration LONGEST = Duration.ofDays(365);

	private Nanos() {
	}

	/**
	 * Return a duration in nanoseconds.
	 * @param duration the duration; more than a year counts as a year
	 * @return the nanoseconds
	 */
	public static long of(Duration duration) {
		return (duration.compareTo(LONGEST) < 0) ? duration.toNanos() : LONGEST.toNanos();
	}

}
