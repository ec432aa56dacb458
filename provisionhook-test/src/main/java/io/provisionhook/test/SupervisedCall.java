package io.provisionhook.test;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * A call to a plugin on its own thread, so that a plugin that hangs fails its test and
 * does not block the build.
 */
final class SupervisedCall {

	private static final int SAMPLES_OF_STANDSTILL = 5;

	private static final int MAXIMUM_SAMPLES = 1000;

	private static final long MILLIS_BETWEEN_SAMPLES = 10;

	private final Thread thread;

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile @Nullable Throwable failure;

	private volatile boolean interrupted;

	private SupervisedCall(Action action) {
		this.thread = new Thread(() -> execute(action), "provisionhook-contract");
		this.thread.setDaemon(true);
	}

	static SupervisedCall start(Action action) {
		SupervisedCall call = new SupervisedCall(action);
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
	 * Wait until the call seems to block: its stack has not changed for a while.
	 */
	void awaitStandstill() {
		endsWithoutStandstill(SAMPLES_OF_STANDSTILL, MAXIMUM_SAMPLES);
	}

	// Counts samples of the stack in place of time, since a busy machine is slow at both
	private boolean endsWithoutStandstill(int samples, long maximumSamples) {
		StackTraceElement[] place = {};
		int same = 0;
		for (long i = 0; i < maximumSamples && same < samples && !endsWithin(MILLIS_BETWEEN_SAMPLES); i++) {
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
	 * Require the call to end.
	 * @param what name of the call, the subject of a sentence
	 * @param timeout maximum time of the call
	 * @return this call
	 */
	SupervisedCall requireEnd(String what, Duration timeout) {
		if (!endsWithin(timeout.toMillis())) {
			fail(what + " did not end within " + timeout.toMillis() + " ms");
		}
		return this;
	}

	/**
	 * Wait for the end of a call that must not block any longer. A blocked thread is
	 * detected before the timeout.
	 * @param wait maximum time of the thread at the same place
	 * @param timeout maximum time of the call
	 * @return whether the call has ended
	 */
	boolean endsWaiting(Wait wait, Duration timeout) {
		return endsWithoutStandstill(wait.samples, Math.max(1, timeout.toMillis() / MILLIS_BETWEEN_SAMPLES));
	}

	/**
	 * Require the end of a call that must not block any longer.
	 * @param what name of the call, the subject of a sentence
	 * @param wait maximum time of the thread at the same place
	 * @param timeout maximum time of the call
	 * @return this call
	 */
	SupervisedCall requireEndOfWait(String what, Wait wait, Duration timeout) {
		if (!endsWaiting(wait, timeout)) {
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
	 * Require the call to end without an exception.
	 * @param what name of the call, the subject of a sentence
	 * @param timeout maximum time of the call
	 */
	void requireReturn(String what, Duration timeout) {
		Throwable thrown = requireEnd(what, timeout).failure();
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
	 * Return the exception of the call.
	 * @return the exception; {@code null} if there is none
	 */
	@Nullable Throwable failure() {
		return this.failure;
	}

	/**
	 * Require the call to preserve the interrupt, by an exception or by the flag of its
	 * thread.
	 */
	void requireInterruptPreserved() {
		if (!this.interrupted && !isCausedByInterrupt()) {
			String end = (this.failure != null) ? "ended in " + this.failure.getClass().getName() : "returned";
			Assertions.fail("The thread was interrupted, so the call must end in an InterruptedException or leave the"
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
	 * Maximum time of a thread at the same place. On a busy machine, a thread that is not
	 * blocked may be stopped for seconds.
	 */
	enum Wait {

		/**
		 * Half a second, for a call that is repeated if it is late.
		 */
		SHORT(50),

		/**
		 * Three seconds, for a call that is not repeated.
		 */
		LONG(300);

		private final int samples;

		Wait(int samples) {
			this.samples = samples;
		}

	}

	/**
	 * Action of a call.
	 */
	@FunctionalInterface
	interface Action {

		void run() throws Exception;

	}

}
