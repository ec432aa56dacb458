package io.provisionhook.plugin.githubappauth;

import java.time.Duration;

import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * How long somebody waits for GitHub, and what they are told meanwhile. Thread-safe.
 */
interface Patience {

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
