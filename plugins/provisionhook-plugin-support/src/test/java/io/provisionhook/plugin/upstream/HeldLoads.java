package io.provisionhook.plugin.upstream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;

/**
 * Loads that last until a test has the answer.
 */
final class HeldLoads {

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final List<Patience> patiences = new CopyOnWriteArrayList<>();

	private final AtomicInteger interrupted = new AtomicInteger();

	/**
	 * Load, which a test hands to a cache.
	 * @param key what to load
	 * @param patience how long it may take
	 * @return the next answer
	 * @throws UpstreamException if the answer is to fail
	 * @throws InterruptedException if the thread was interrupted
	 */
	String load(String key, Patience patience) throws UpstreamException, InterruptedException {
		this.patiences.add(patience);
		try {
			String answer = this.answers.take();
			if (answer.equals("fail")) {
				throw UpstreamException.ofSystem("GitHub: failed", null);
			}
			if (answer.equals("bug")) {
				throw new IllegalStateException("bug");
			}
			return answer;
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
		return this.patiences.size();
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
	 * Return how long the first load may take.
	 * @return its patience
	 */
	Patience first() {
		return this.patiences.get(0);
	}

}
