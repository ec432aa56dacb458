package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.time.Instant;

import io.provisionhook.plugin.test.SettableClock;

/**
 * Time that passes only when it is told to.
 */
final class SettableTime {

	private final SettableClock clock = new SettableClock();

	EndpointTime time() {
		return new EndpointTime(this.clock, () -> Duration.between(SettableClock.START, instant()).toNanos());
	}

	Instant instant() {
		return this.clock.instant();
	}

	void pass(Duration duration) {
		this.clock.plus(duration);
	}

}
