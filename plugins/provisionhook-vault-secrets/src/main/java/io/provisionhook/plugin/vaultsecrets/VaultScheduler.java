package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;

/**
 * Schedules renewals and revocations. Thread-safe.
 */
interface VaultScheduler extends AutoCloseable {

	/**
	 * Return the current time of this scheduler.
	 * @return the time
	 */
	Instant now();

	/**
	 * Run a task on another thread. Does nothing after the scheduler has been closed.
	 * @param delay the time before the task runs
	 * @param task the task; must not throw an exception
	 * @return cancels the task if it has not begun
	 */
	Runnable schedule(Duration delay, Runnable task);

	/**
	 * Cancel scheduled tasks, and wait a short time for running tasks.
	 */
	@Override
	void close();

}
