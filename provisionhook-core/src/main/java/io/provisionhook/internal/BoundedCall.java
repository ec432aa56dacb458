package io.provisionhook.internal;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A call of somebody else's code, which one thread makes while another waits for it. It
 * ends once: when the code comes back, or when the one that waits gives it up, whichever
 * is first.
 */
public abstract class BoundedCall {

	private final AbandonedThreads abandoned;

	private final TimeSource time;

	private volatile @Nullable Thread thread;

	private volatile @Nullable End end;

	protected BoundedCall(AbandonedThreads abandoned, TimeSource time) {
		this.abandoned = abandoned;
		this.time = time;
	}

	/**
	 * Called by a thread before it goes into the code.
	 * @return whether it may; it may not if it was given up on before it came
	 */
	public final synchronized boolean enter() {
		if (this.end == null) {
			this.thread = Thread.currentThread();
		}
		return this.end == null;
	}

	/**
	 * Return whether a thread has gone into the code.
	 * @return whether one has; if it has ended otherwise, none will
	 */
	public final boolean isEntered() {
		return this.thread != null;
	}

	/**
	 * Called by that thread when it has come back.
	 */
	public final synchronized void exit() {
		if (this.abandoned.remove(this)) {
			// It was meant for the code, not for what this thread does next
			Thread.interrupted();
		}
	}

	/**
	 * End it because the code has come back.
	 * @param failure what was in the way, {@code null} if nothing was
	 * @param time when that was
	 * @return whether this ended it; if not, it was given up on before
	 */
	public final synchronized boolean end(@Nullable Throwable failure, long time) {
		if (this.end != null) {
			return false;
		}
		this.end = new End(failure, time);
		return true;
	}

	/**
	 * Interrupt the thread that is in the code, if there is one yet.
	 * @return whether the call has not ended
	 */
	public final synchronized boolean interrupt() {
		if (this.end == null && this.thread != null) {
			this.thread.interrupt();
		}
		return this.end == null;
	}

	/**
	 * Interrupt the thread that is in the code, and wait for it no longer.
	 * @param reason why, given where that thread is; that is empty if none is there
	 * @return whether this ended it; if not, the code had come back before
	 */
	public final synchronized boolean giveUp(Function<StackTraceElement[], Throwable> reason) {
		if (this.end != null) {
			return false;
		}
		Thread inside = hasTime() ? this.thread : null;
		this.end = new End(reason.apply((inside != null) ? inside.getStackTrace() : new StackTraceElement[0]),
				this.time.nanoTime());
		if (inside != null) {
			this.abandoned.add(this);
			inside.interrupt();
		}
		return true;
	}

	public final boolean isEnded() {
		return this.end != null;
	}

	/**
	 * Return whether the code may do something on this thread.
	 * @return whether it is called there and was not given up on
	 */
	public final boolean isOpenHere() {
		return this.end == null && this.thread == Thread.currentThread();
	}

	/**
	 * Return what was in the way.
	 * @return the failure; {@code null} if there was none, or it has not ended
	 */
	public final @Nullable Throwable failure() {
		End ended = this.end;
		return (ended != null) ? ended.failure() : null;
	}

	/**
	 * Return when it ended.
	 * @return the time by {@link TimeSource#nanoTime()}; the present if it has not
	 */
	public final long endTime() {
		End ended = this.end;
		return (ended != null) ? ended.time() : this.time.nanoTime();
	}

	public final boolean isOverdue() {
		return this.time.nanoTime() - deadline() >= 0;
	}

	/**
	 * Return whose code it is.
	 * @return the name of the mutator or of the class
	 */
	protected abstract String owner();

	/**
	 * Return when it has to be over.
	 * @return the deadline by {@link TimeSource#nanoTime()}
	 */
	protected abstract long deadline();

	/**
	 * Return whether a thread that enters goes into the code at all.
	 * @return whether there is time for that
	 */
	protected abstract boolean hasTime();

	/**
	 * How it ended.
	 *
	 * @param failure what was in the way
	 * @param time when that was
	 */
	private record End(@Nullable Throwable failure, long time) {
	}

}
