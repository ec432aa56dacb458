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

	private static final int LOOKS_AT_A_WAIT = 5;

	private static final int MAX_LOOKS = 1000;

	private static final long MILLIS_BETWEEN_LOOKS = 10;

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
	 * Wait until the call itself waits for something, as far as can be told from outside:
	 * its thread has been at the same place for a while.
	 */
	void awaitStandstill() {
		endsWithoutStandstill(LOOKS_AT_A_WAIT, MAX_LOOKS);
	}

	// Counts looks, not time: a machine that is busy has no time to look either
	private boolean endsWithoutStandstill(int looks, long maxLooks) {
		StackTraceElement[] place = {};
		int same = 0;
		for (long i = 0; i < maxLooks && same < looks && !endsWithin(MILLIS_BETWEEN_LOOKS); i++) {
			StackTraceElement[] now = this.thread.getStackTrace();
			same = Arrays.equals(place, now) ? same + 1 : 0;
			place = now;
		}
		return this.ended.getCount() == 0;
	}

	void interrupt() {
		this.thread.interrupt();
	}

	/**
	 * Wait for the end of the call.
	 * @param what what was called, the subject of a sentence
	 * @param patience how long it may take
	 * @return this call
	 */
	PluginCall requireEnd(String what, Duration patience) {
		if (!endsWithin(patience.toMillis())) {
			fail(what + " did not end within " + patience.toMillis() + " ms");
		}
		return this;
	}

	/**
	 * Wait for the end of a call that has no reason to wait any longer, so that a thread
	 * which stays at the same place is known to hang before all patience is gone.
	 * @param wait how often the thread may be found at the same place
	 * @param patience how long it may take
	 * @return whether it has ended
	 */
	boolean endsWaiting(Wait wait, Duration patience) {
		return endsWithoutStandstill(wait.looks, Math.max(1, patience.toMillis() / MILLIS_BETWEEN_LOOKS));
	}

	/**
	 * Require the end of a call that has no reason to wait any longer.
	 * @param what what was called, the subject of a sentence
	 * @param wait how often the thread may be found at the same place
	 * @param patience how long it may take
	 * @return this call
	 */
	PluginCall requireEndOfWait(String what, Wait wait, Duration patience) {
		if (!endsWaiting(wait, patience)) {
			fail(what + " did not end");
		}
		return this;
	}

	private void fail(String problem) {
		String place = Arrays.stream(this.thread.getStackTrace())
			.map((frame) -> "\n\tat " + frame)
			.collect(Collectors.joining());
		this.thread.interrupt();
		Assertions.fail(problem + "; it was" + place);
	}

	/**
	 * Wait for the end of a call that has no reason to fail.
	 * @param what what was called, the subject of a sentence
	 * @param patience how long it may take
	 */
	void requireReturn(String what, Duration patience) {
		Throwable thrown = requireEnd(what, patience).failure();
		if (thrown != null) {
			throw new AssertionError(what + " failed: " + thrown.getMessage(), thrown);
		}
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
	 * Require the call to tell that it was interrupted, by an exception or by the flag of
	 * its thread.
	 */
	void requireInterruptKept() {
		if (!this.interrupted && !isCausedByInterrupt()) {
			String end = (this.failure != null) ? "ended in " + this.failure.getClass().getName() : "returned";
			Assertions.fail("The thread was interrupted, so the call has to end in an InterruptedException or leave the"
					+ " interrupt flag set, but it " + end + " without either");
		}
	}

	private boolean isCausedByInterrupt() {
		Throwable thrown = this.failure;
		for (int depth = 0; thrown != null && depth < 100; depth++) {
			if (thrown instanceof InterruptedException) {
				return true;
			}
			thrown = thrown.getCause();
		}
		return false;
	}

	/**
	 * How long a thread may stay at the same place that has no reason to. A thread that
	 * could go on may be kept from it for seconds on a busy machine.
	 */
	enum Wait {

		/**
		 * For a call that is repeated if it was late: half a second, if there is time to
		 * look.
		 */
		SHORT(50),

		/**
		 * For a call that is not: three seconds.
		 */
		LONG(300);

		private final int looks;

		Wait(int looks) {
			this.looks = looks;
		}

	}

	/**
	 * What is called.
	 */
	@FunctionalInterface
	interface Action {

		void run() throws Exception;

	}

}
