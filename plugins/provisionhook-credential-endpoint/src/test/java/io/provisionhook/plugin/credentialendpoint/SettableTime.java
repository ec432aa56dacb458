package io.provisionhook.plugin.credentialendpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Time that passes only when it is told to.
 */
final class SettableTime extends Clock {

	private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

	private final AtomicReference<Instant> now = new AtomicReference<>(START);

	EndpointTime time() {
		return new EndpointTime(this, () -> Duration.between(START, instant()).toNanos());
	}

	void pass(Duration duration) {
		this.now.updateAndGet((before) -> before.plus(duration));
	}

	@Override
	public Instant instant() {
		return this.now.get();
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
