package io.provisionhook.internal;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * The time that runs and their deadlines go by.
 */
public interface TimeSource {

	/**
	 * The time of the system.
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
	 * Return the time on the wall.
	 * @return the time
	 */
	Instant instant();

	/**
	 * Return the time that deadlines are compared with.
	 * @return the time in nanoseconds, as {@link System#nanoTime()} counts them
	 */
	long nanoTime();

	/**
	 * Wait until a deadline, or until this thread is {@linkplain LockSupport#unpark
	 * woken} or interrupted, or for no reason.
	 * @param blocker what this thread waits for
	 * @param deadline the deadline by {@link #nanoTime()}
	 */
	void parkUntil(Object blocker, long deadline);

}
