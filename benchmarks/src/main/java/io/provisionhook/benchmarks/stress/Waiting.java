package io.provisionhook.benchmarks.stress;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits for the other thread of a test. It ends some time even if that thread has failed,
 * so that a broken registry is reported and does not hang the build.
 */
final class Waiting {

	private static final long LONGEST = Duration.ofSeconds(20).toNanos();

	private Waiting() {
	}

	// The other thread may be without a processor
	@SuppressWarnings("ThreadPriorityCheck")
	static void until(BooleanSupplier condition) {
		long start = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - start > LONGEST) {
				throw new IllegalStateException("The other thread did not come");
			}
			Thread.yield();
		}
	}

}
