package io.provisionhook;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits like a mutator that ignores interruption.
 */
public final class Uninterruptibly {

	private Uninterruptibly() {
	}

	public static void await(CountDownLatch latch) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (System.nanoTime() - end < 0) {
			try {
				if (latch.await(1, TimeUnit.SECONDS)) {
					return;
				}
			}
			catch (InterruptedException ex) {
				// Which is what it is for
			}
		}
		throw new AssertionError("not released");
	}

	public static void await(BooleanSupplier condition) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - end > 0) {
				throw new AssertionError("did not become true");
			}
			LockSupport.parkNanos(100_000);
		}
	}

}
