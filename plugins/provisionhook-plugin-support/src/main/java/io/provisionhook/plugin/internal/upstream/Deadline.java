package io.provisionhook.plugin.internal.upstream;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Until when somebody waits for a remote system, and what to say once that time is up.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class Deadline {

	private static final Duration LONGEST_MARGIN = Duration.ofMillis(200);

	private static final Duration LONGEST = Duration.ofDays(1);

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
	 * Create the deadline of a workspace, a little before the time of the workspace is
	 * up: so its error says what was waited for, and not just that the time was up.
	 * @param system name of the system in messages
	 * @param remaining time until the workspace needs the answer
	 * @return the deadline
	 */
	public static Deadline within(String system, Duration remaining) {
		return within(system, remaining, System::nanoTime);
	}

	/**
	 * Create the deadline of a workspace, by another clock.
	 * @param system name of the system in messages
	 * @param remaining time until the workspace needs the answer
	 * @param nanoTime clock to use in place of {@link System#nanoTime()}
	 * @return the deadline
	 */
	public static Deadline within(String system, Duration remaining, LongSupplier nanoTime) {
		Duration time = shorter(remaining, LONGEST);
		return new Deadline(system, time.minus(shorter(time.dividedBy(10), LONGEST_MARGIN)), nanoTime);
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	/**
	 * Create the deadline of a call that has a time of its own.
	 * @param system name of the system in messages
	 * @param limit time for the call
	 * @return a deadline exactly after that time
	 */
	static Deadline after(String system, Duration limit) {
		return new Deadline(system, limit, System::nanoTime);
	}

	/**
	 * Return the time that is left.
	 * @return the time, zero if there is none
	 */
	public Duration remaining() {
		return Duration.ofNanos(Math.max(this.end - this.nanoTime.getAsLong(), 0));
	}

	/**
	 * Return whether the time is up.
	 * @return whether none is left
	 */
	public boolean isOver() {
		return remaining().isZero();
	}

	/**
	 * Note a failure that another call may mend, for the error in case the time is up
	 * before that.
	 * @param failure the failure
	 */
	public void note(UpstreamException failure) {
		String message = String.valueOf(failure.getMessage());
		String prefix = this.system + ": ";
		this.lastFailure = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
	}

	/**
	 * Return what to throw once the time is up.
	 * @return the exception
	 */
	public UpstreamException exceeded() {
		if (this.limit.isZero()) {
			return UpstreamException.ofSystem(this.system + ": no time was left to ask for a token", null);
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
	 * Create the deadline of work that others may wait for too.
	 * @return a deadline at the same time
	 */
	Deadline shared() {
		Deadline shared = new Deadline(this.system, remaining(), this.nanoTime);
		shared.end = this.end;
		this.awaited = shared;
		return shared;
	}

	/**
	 * Put this deadline off to the one of somebody else who waits, if that is later.
	 * @param waiting the deadline of somebody who waits until this one
	 */
	synchronized void extend(Deadline waiting) {
		waiting.awaited = this;
		if (waiting.end - this.end > 0) {
			this.end = waiting.end;
		}
	}

	/**
	 * Wait for a result.
	 * @param result the result
	 * @param <T> its type
	 * @return the result
	 * @throws ExecutionException if there is none
	 * @throws TimeoutException if the time is up
	 * @throws InterruptedException if the thread is interrupted
	 */
	<T> T await(Future<T> result) throws ExecutionException, TimeoutException, InterruptedException {
		for (Duration left = remaining(); !left.isZero(); left = remaining()) {
			try {
				return result.get(left.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				// By a clock that is not the machine's, there may be time left
			}
		}
		throw new TimeoutException();
	}

}
