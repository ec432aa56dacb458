package io.provisionhook.plugin.internal.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that goes on only when it is told to. It is ahead of the real time, by which an
 * environment refuses what has expired.
 */
public final class SettableClock extends Clock {

	/**
	 * The time that it shows at first.
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
