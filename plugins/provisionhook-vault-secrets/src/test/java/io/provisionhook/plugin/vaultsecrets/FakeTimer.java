package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A timer whose time passes when the test says so.
 */
final class FakeTimer implements VaultTimer {

	static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final List<Entry> entries = new ArrayList<>();

	private Instant now = START;

	@Override
	public Instant now() {
		return this.now;
	}

	@Override
	public Runnable after(Duration delay, Runnable task) {
		Entry entry = new Entry(this.now.plus(delay), task);
		this.entries.add(entry);
		return () -> this.entries.remove(entry);
	}

	int pending() {
		return this.entries.size();
	}

	/**
	 * Return when the next task is due.
	 * @return the time from the beginning
	 */
	Duration nextAt() {
		return Duration.between(START, next().due());
	}

	/**
	 * Let time pass until the next task is due, and run it.
	 */
	void runNext() {
		Entry next = next();
		this.entries.remove(next);
		pass(Duration.between(this.now, next.due()));
		next.task().run();
	}

	void pass(Duration time) {
		this.now = this.now.plus(time);
	}

	private Entry next() {
		return this.entries.stream().min(Comparator.comparing(Entry::due)).orElseThrow();
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
