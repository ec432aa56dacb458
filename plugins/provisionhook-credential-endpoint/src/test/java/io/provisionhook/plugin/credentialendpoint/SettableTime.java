package io.provisionhook.plugin.credentialendpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;

import com.github.benmanes.caffeine.cache.Ticker;

import io.provisionhook.plugin.internal.test.SettableClock;

/**
 * Clock, ticker and timeouts of a time that a test sets.
 */
final class SettableTime {

	private final SettableClock clock = new SettableClock();

	private final Queue<Timeout> timeouts = new ConcurrentLinkedQueue<>();

	Clock clock() {
		return this.clock;
	}

	Ticker ticker() {
		return () -> Duration.between(SettableClock.START, instant()).toNanos();
	}

	FutureTimeouts timeouts() {
		return (future, timeout) -> this.timeouts.add(new Timeout(instant().plus(timeout), future));
	}

	Instant instant() {
		return this.clock.instant();
	}

	/**
	 * Return whether a future that is not done fails after some time.
	 * @param timeout the time from now on
	 * @return whether there is such a future
	 */
	boolean isPending(Duration timeout) {
		Instant end = instant().plus(timeout);
		return this.timeouts.stream().anyMatch((pending) -> pending.at().equals(end) && !pending.future().isDone());
	}

	void pass(Duration duration) {
		Instant now = this.clock.plus(duration).instant();
		List<Timeout> due = this.timeouts.stream().filter((timeout) -> !timeout.at().isAfter(now)).toList();
		this.timeouts.removeAll(due);
		due.forEach((timeout) -> timeout.future().completeExceptionally(new TimeoutException()));
	}

	private record Timeout(Instant at, CompletableFuture<?> future) {
	}

}
