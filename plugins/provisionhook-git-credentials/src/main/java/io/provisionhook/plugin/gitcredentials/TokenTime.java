package io.provisionhook.plugin.gitcredentials;

import java.time.Clock;

/**
 * By which clock tokens expire.
 *
 * @param clock the clock
 */
record TokenTime(Clock clock) {

	static final TokenTime SYSTEM = new TokenTime(Clock.systemUTC());

}
