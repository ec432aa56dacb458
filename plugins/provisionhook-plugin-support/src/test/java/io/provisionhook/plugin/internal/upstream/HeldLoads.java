package io.provisionhook.plugin.internal.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Loads that last until a test has the answer.
 */
final class HeldLoads {

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final List<Deadline> deadlines = new CopyOnWriteArrayList<>();

	private final AtomicInteger interrupted = new AtomicInteger();

	/**
	 * Load, which a test hands to a cache.
	 * @param key what to load
	 * @param deadline the deadline of the caller
	 * @return the next answer
	 * @throws UpstreamException if the answer is to fail
	 * @throws InterruptedException if the thread was interrupted
	 */
	Value load(String key, Deadline deadline) throws UpstreamException, InterruptedException {
		this.deadlines.add(deadline);
		try {
			String answer = this.answers.take();
			if (answer.equals("fail")) {
				throw UpstreamException.ofSystem("GitHub: failed", null);
			}
			if (answer.equals("bug")) {
				throw new IllegalStateException("bug");
			}
			return new Value(answer);
		}
		catch (InterruptedException ex) {
			this.interrupted.incrementAndGet();
			throw ex;
		}
	}

	void answer(String answer) {
		this.answers.add(answer);
	}

	int begun() {
		return this.deadlines.size();
	}

	void awaitBegun(int number) {
		await(() -> begun() == number);
	}

	int interrupted() {
		return this.interrupted.get();
	}

	void awaitInterrupted() {
		await(() -> interrupted() == 1);
	}

	static void await(Callable<Boolean> condition) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.atMost(Duration.ofSeconds(50))
			.until(condition);
	}

	/**
	 * Return the deadline of the first load.
	 * @return its deadline
	 */
	Deadline first() {
		return this.deadlines.get(0);
	}

	/**
	 * A value that is good for ever, unless it is old.
	 *
	 * @param text its text
	 */
	record Value(String text) implements RefreshingCache.Expiring {

		@Override
		public @Nullable Instant expiresAt() {
			return null;
		}

		@Override
		public Instant refreshAt() {
			return this.text.startsWith("old") ? Instant.MIN : Instant.MAX;
		}

		@Override
		public @Nullable Instant usableUntil() {
			return null;
		}

	}

}
