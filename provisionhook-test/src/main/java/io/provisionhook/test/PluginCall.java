package io.provisionhook.test;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * A call into a plugin on a thread of its own, so that a plugin that never comes back
 * fails its test instead of keeping the build from ending.
 */
final class PluginCall {

	/**
	 * How long anything may take that has no reason to wait.
	 */
	static final Duration PROMPTLY = Duration.ofSeconds(20);

	private static final int SAMPLES = 10;

	private static final long SAMPLE_MILLIS = 20;

	private final Thread thread;

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile @Nullable Throwable failure;

	private volatile boolean interrupted;

	private PluginCall(Action action) {
		this.thread = new Thread(() -> execute(action), "provisionhook-contract");
		this.thread.setDaemon(true);
	}

	static PluginCall start(Action action) {
		PluginCall call = new PluginCall(action);
		call.thread.start();
		return call;
	}

	/**
	 * Make a call that has no reason to wait.
	 * @param what what is called, the subject of a sentence
	 * @param action the call
	 * @return the call, which has ended
	 */
	static PluginCall make(String what, Action action) {
		return start(action).requireEnd(what);
	}

	private void execute(Action action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			this.failure = ex;
		}
		finally {
			this.interrupted = Thread.currentThread().isInterrupted();
			this.ended.countDown();
		}
	}

	/**
	 * Wait until the call is where it waits itself, as far as can be told from outside:
	 * it has been at the same place for a while.
	 */
	void awaitStandstill() {
		StackTraceElement[] place = {};
		int same = 0;
		for (int i = 0; i < 50 * SAMPLES && same < SAMPLES && !endsWithin(SAMPLE_MILLIS); i++) {
			StackTraceElement[] now = this.thread.getStackTrace();
			same = Arrays.equals(place, now) ? same + 1 : 0;
			place = now;
		}
	}

	void interrupt() {
		this.thread.interrupt();
	}

	/**
	 * Wait for the end of the call.
	 * @param what what was called, the subject of a sentence
	 * @return this call
	 */
	PluginCall requireEnd(String what) {
		if (!endsWithin(PROMPTLY.toMillis())) {
			String place = Arrays.stream(this.thread.getStackTrace())
				.map((frame) -> "\n\tat " + frame)
				.collect(Collectors.joining());
			this.thread.interrupt();
			Assertions.fail(what + " did not end within " + PROMPTLY.toSeconds() + " seconds; it was" + place);
		}
		return this;
	}

	private boolean endsWithin(long millis) {
		try {
			return this.ended.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("The test was interrupted", ex);
		}
	}

	/**
	 * Return what the call ended in.
	 * @return what was thrown; {@code null} if nothing was
	 */
	@Nullable Throwable failure() {
		return this.failure;
	}

	/**
	 * Return whether the call tells that it was interrupted, as an exception or by the
	 * flag of its thread.
	 * @return whether the interrupt was kept
	 */
	boolean keptInterrupt() {
		Throwable thrown = this.failure;
		for (int depth = 0; thrown != null && depth < 100; depth++) {
			if (thrown instanceof InterruptedException) {
				return true;
			}
			thrown = thrown.getCause();
		}
		return this.interrupted;
	}

	/**
	 * What is called.
	 */
	@FunctionalInterface
	interface Action {

		void run() throws Exception;

	}

}
