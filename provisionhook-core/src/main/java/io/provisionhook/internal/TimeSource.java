package io.provisionhook.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * Clock for runs and their deadlines, replaceable in tests.
 */
public interface TimeSource {

	/**
	 * Clock of the system.
	 */
	TimeSource SYSTEM = new TimeSource() {

		@Override
		public Instant instant() {
			return Instant.now();
		}

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public void parkUntil(Object blocker, long deadline) {
			LockSupport.parkNanos(blocker, deadline - System.nanoTime());
		}

	};

	/**
	 * Return the wall-clock time.
	 * @return the time
	 */
	Instant instant();

	/**
	 * Return the monotonic time, for deadlines and durations.
	 * @return the time in nanoseconds, as {@link System#nanoTime()} counts them
	 */
	long nanoTime();

	/**
	 * Wait until a deadline, or until this thread is {@linkplain LockSupport#unpark
	 * unparked} or interrupted. May return early without a reason.
	 * @param blocker the object that this thread waits for
	 * @param deadline the deadline by {@link #nanoTime()}
	 */
	void parkUntil(Object blocker, long deadline);

	/**
	 * Convert a duration to nanoseconds that can be added to {@link #nanoTime()}.
	 * @param duration the duration; more than a year counts as a year
	 * @return the nanoseconds
	 */
	static long nanos(Duration duration) {
		Duration longest = Duration.ofDays(365);
		return (duration.compareTo(longest) < 0) ? duration.toNanos() : longest.toNanos();
	}

}
