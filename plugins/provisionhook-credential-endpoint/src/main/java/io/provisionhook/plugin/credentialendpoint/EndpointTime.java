package io.provisionhook.plugin.credentialendpoint;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * What time it is.
 *
 * @param clock the time of day, for what expires
 * @param nanoTime the time since some moment, for how often something happens
 */
record EndpointTime(Clock clock, LongSupplier nanoTime) {

	static final EndpointTime SYSTEM = new EndpointTime(Clock.systemUTC(), System::nanoTime);

	Instant now() {
		return this.clock.instant();
	}

	long nanos() {
		return this.nanoTime.getAsLong();
	}

}
