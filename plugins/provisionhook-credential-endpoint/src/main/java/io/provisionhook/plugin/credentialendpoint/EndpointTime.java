package io.provisionhook.plugin.credentialendpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * What time it is.
 *
 * @param clock the time of day, for what expires
 * @param nanoTime the time since some moment, for how often something happens
 * @param timeouts fails what has not ended after some time with a
 * {@link java.util.concurrent.TimeoutException}
 */
record EndpointTime(Clock clock, LongSupplier nanoTime, BiConsumer<CompletableFuture<?>, Duration> timeouts) {

	static final EndpointTime SYSTEM = new EndpointTime(Clock.systemUTC(), System::nanoTime,
			(future, timeout) -> future.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS));

	Instant now() {
		return this.clock.instant();
	}

	long nanos() {
		return this.nanoTime.getAsLong();
	}

	void limit(CompletableFuture<?> future, Duration timeout) {
		this.timeouts.accept(future, timeout);
	}

}
