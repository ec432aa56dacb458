package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Scheduler with a clock that tests advance. Tasks run on the thread of the test.
 */
final class FakeScheduler implements VaultScheduler {

	static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final List<Entry> entries = new ArrayList<>();

	private final InstantSource source;

	private final Instant start;

	private Duration passed = Duration.ZERO;

	private boolean closed;

	FakeScheduler() {
		this(() -> START);
	}

	/**
	 * Create a scheduler.
	 * @param source the time, apart from what the test lets pass
	 */
	FakeScheduler(InstantSource source) {
		this.source = source;
		this.start = source.instant();
	}

	@Override
	public synchronized Instant now() {
		return this.source.instant().plus(this.passed);
	}

	@Override
	public synchronized Runnable schedule(Duration delay, Runnable task) {
		if (this.closed) {
			return () -> {
			};
		}
		Entry entry = new Entry(now().plus(delay), task);
		this.entries.add(entry);
		return () -> remove(entry);
	}

	private synchronized void remove(Entry entry) {
		this.entries.remove(entry);
	}

	synchronized int pending() {
		return this.entries.size();
	}

	/**
	 * Return when the next task is due.
	 * @return the time from the beginning
	 */
	synchronized Duration nextAt() {
		return Duration.between(this.start, next().orElseThrow().due());
	}

	/**
	 * Let time pass until the next task is due, and run it.
	 */
	void runNext() {
		takeNext().task().run();
	}

	private synchronized Entry takeNext() {
		Entry next = next().orElseThrow();
		this.entries.remove(next);
		Duration left = Duration.between(now(), next.due());
		if (!left.isNegative()) {
			this.passed = this.passed.plus(left);
		}
		return next;
	}

	/**
	 * Run what is due by now.
	 */
	void runDue() {
		for (Optional<Entry> due = takeDue(); due.isPresent(); due = takeDue()) {
			due.get().task().run();
		}
	}

	private synchronized Optional<Entry> takeDue() {
		return next().filter((entry) -> !entry.due().isAfter(now())).map((entry) -> takeNext());
	}

	synchronized void pass(Duration time) {
		this.passed = this.passed.plus(time);
	}

	private Optional<Entry> next() {
		return this.entries.stream().min(Comparator.comparing(Entry::due));
	}

	@Override
	public void close() {
		runDue();
		synchronized (this) {
			this.closed = true;
			this.entries.clear();
		}
	}

	/**
	 * A task.
	 *
	 * @param due when it is due
	 * @param task what to do
	 */
	private record Entry(Instant due, Runnable task) {
	}

}
