package io.provisionhook.plugin.internal.upstream;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Deadline for calls to a remote system, and the exception for a missed deadline.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class Deadline {

	private static final Duration MAXIMUM_MARGIN = Duration.ofMillis(200);

	private static final Duration MAXIMUM = Duration.ofDays(1);

	private final String system;

	private final Duration limit;

	private final LongSupplier nanoTime;

	private volatile long end;

	private volatile @Nullable String lastFailure;

	private volatile @Nullable Deadline awaited;

	private Deadline(String system, Duration limit, LongSupplier nanoTime) {
		this.system = system;
		this.limit = limit;
		this.nanoTime = nanoTime;
		this.end = nanoTime.getAsLong() + limit.toNanos();
	}

	/**
	 * Create a deadline slightly before the one of a workspace, so that the error names
	 * the system and not only the timeout.
	 * @param system name of the system in messages
	 * @param remaining remaining time of the workspace
	 * @return the deadline
	 */
	public static Deadline within(String system, Duration remaining) {
		return within(system, remaining, System::nanoTime);
	}

	/**
	 * Create a deadline slightly before the one of a workspace, by a given clock.
	 * @param system name of the system in messages
	 * @param remaining remaining time of the workspace
	 * @param nanoTime the clock in place of {@link System#nanoTime()}
	 * @return the deadline
	 */
	public static Deadline within(String system, Duration remaining, LongSupplier nanoTime) {
		Duration time = shorter(remaining, MAXIMUM);
		return new Deadline(system, time.minus(shorter(time.dividedBy(10), MAXIMUM_MARGIN)), nanoTime);
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	/**
	 * Create the deadline of one call.
	 * @param system name of the system in messages
	 * @param limit maximum time of the call
	 * @return a deadline exactly after that time
	 */
	static Deadline after(String system, Duration limit) {
		return new Deadline(system, limit, System::nanoTime);
	}

	/**
	 * Return the remaining time.
	 * @return the time, zero after the deadline
	 */
	public Duration remaining() {
		return Duration.ofNanos(Math.max(this.end - this.nanoTime.getAsLong(), 0));
	}

	/**
	 * Return whether the deadline has passed.
	 * @return whether no time remains
	 */
	public boolean isOver() {
		return remaining().isZero();
	}

	/**
	 * Record a failure before a retry. The exception for a missed deadline includes it.
	 * @param failure the failure
	 */
	public void note(UpstreamException failure) {
		String message = String.valueOf(failure.getMessage());
		String prefix = this.system + ": ";
		this.lastFailure = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
	}

	/**
	 * Create the exception for a missed deadline.
	 * @return the exception
	 */
	UpstreamException exceeded() {
		if (this.limit.isZero()) {
			return UpstreamException.ofSystem(this.system + ": no time was left for the request", null);
		}
		String last = lastFailure();
		return UpstreamException.ofSystem(this.system + ": no answer within " + this.limit.toMillis() + " ms"
				+ ((last != null) ? "; before, " + last : ""), null);
	}

	private @Nullable String lastFailure() {
		Deadline other = this.awaited;
		String own = this.lastFailure;
		return (own == null && other != null) ? other.lastFailure() : own;
	}

	/**
	 * Create a deadline at the same time, for work that is shared with other callers.
	 * @return the deadline
	 */
	Deadline shared() {
		Deadline shared = new Deadline(this.system, remaining(), this.nanoTime);
		shared.end = this.end;
		this.awaited = shared;
		return shared;
	}

	/**
	 * Extend this deadline to the one of another caller, if that is later.
	 * @param waiting the deadline of the other caller
	 */
	synchronized void extend(Deadline waiting) {
		waiting.awaited = this;
		if (waiting.end - this.end > 0) {
			this.end = waiting.end;
		}
	}

	/**
	 * Wait for a result.
	 * @param result the future
	 * @param <T> type of the result
	 * @return the result
	 * @throws ExecutionException if the future completes exceptionally
	 * @throws TimeoutException if the deadline passes
	 * @throws InterruptedException if the thread is interrupted
	 */
	<T> T await(Future<T> result) throws ExecutionException, TimeoutException, InterruptedException {
		for (Duration left = remaining(); !left.isZero(); left = remaining()) {
			try {
				return result.get(left.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				// By a clock in a test, time may remain
			}
		}
		throw new TimeoutException();
	}

}
