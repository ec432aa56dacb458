package io.provisionhook.plugin.upstream;

import java.time.Duration;

/**
 * How long somebody waits for a remote system, and what they are told meanwhile.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface Patience {

	/**
	 * Return how long it lasts.
	 * @return the time that is left, zero if there is none
	 */
	Duration remaining();

	/**
	 * Called when something has gone wrong that may still come right.
	 * @param trouble what went wrong, a clause
	 */
	void tell(String trouble);

	/**
	 * Return what to throw once nothing remains.
	 * @return the exception
	 */
	UpstreamException exhausted();

}
