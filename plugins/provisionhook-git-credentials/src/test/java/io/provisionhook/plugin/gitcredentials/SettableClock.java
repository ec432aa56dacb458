package io.provisionhook.plugin.gitcredentials;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that goes on only when it is told to.
 */
final class SettableClock extends Clock {

	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2126-03-01T12:00:00Z"));

	SettableClock plus(Duration duration) {
		this.now.updateAndGet((before) -> before.plus(duration));
		return this;
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
