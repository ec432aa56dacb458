package io.provisionhook.plugin.githubappauth;

import java.time.Duration;

/**
 * Lets time pass.
 */
@FunctionalInterface
interface Pause {

	/**
	 * Wait.
	 * @param duration how long
	 * @throws InterruptedException if the thread is interrupted
	 */
	void lasting(Duration duration) throws InterruptedException;

}
