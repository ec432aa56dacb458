package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;

/**
 * Does things later. Thread-safe.
 */
interface VaultTimer extends AutoCloseable {

	/**
	 * Return the time that this timer goes by.
	 * @return the time
	 */
	Instant now();

	/**
	 * Run a task on another thread. After the timer has been closed, nothing happens.
	 * @param delay after what time
	 * @param task the task, which throws nothing
	 * @return cancels it, unless it has begun
	 */
	Runnable after(Duration delay, Runnable task);

	/**
	 * Drop what is due later, and wait a little for what is under way.
	 */
	@Override
	void close();

}
