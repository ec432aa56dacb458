package io.provisionhook.plugin.internal.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Clock for tests that advances on request only. It is ahead of the real time, so that no
 * environment refuses its expiry times.
 */
public final class SettableClock extends Clock {

	/**
	 * The initial time.
	 */
	public static final Instant START = Instant.parse("2126-03-01T12:00:00Z");

	private final AtomicReference<Instant> now = new AtomicReference<>(START);

	/**
	 * Let time pass.
	 * @param duration how much of it
	 * @return this clock
	 */
	public SettableClock plus(Duration duration) {
		this.now.updateAndGet((before) -> before.plus(duration));
		return this;
	}

	/**
	 * Return the time in place of {@link System#nanoTime()}.
	 * @return how much time has passed
	 */
	public long nanoTime() {
		return Duration.between(START, instant()).toNanos();
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
