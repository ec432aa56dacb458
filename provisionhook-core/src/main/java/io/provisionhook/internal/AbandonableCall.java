package io.provisionhook.internal;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Call of foreign code by one thread while another thread waits for it and can abandon
 * it. A call ends once: when the code returns or when the waiting thread abandons the
 * call, whichever is first.
 */
public abstract class AbandonableCall {

	private final AbandonedThreads abandoned;

	private final TimeSource time;

	private volatile @Nullable Thread thread;

	private volatile @Nullable End end;

	protected AbandonableCall(AbandonedThreads abandoned, TimeSource time) {
		this.abandoned = abandoned;
		this.time = time;
	}

	/**
	 * Called by a thread before it calls the code.
	 * @return whether it may call the code; {@code false} if the call has ended already
	 */
	public final synchronized boolean enter() {
		if (this.end == null) {
			this.thread = Thread.currentThread();
		}
		return this.end == null;
	}

	/**
	 * Return whether a thread has entered the call.
	 * @return whether a thread has entered; if the call has ended without one, none will
	 */
	public final boolean isEntered() {
		return this.thread != null;
	}

	/**
	 * Called by that thread when the code has returned.
	 */
	public final synchronized void exit() {
		if (this.abandoned.remove(this)) {
			// The interruption was for the code, not for the next task of this thread
			Thread.interrupted();
		}
	}

	/**
	 * End this call because the code has returned.
	 * @param failure the failure, {@code null} if there is none
	 * @param time the time of the return
	 * @return whether this ended the call; if not, it was abandoned before
	 */
	public final synchronized boolean end(@Nullable Throwable failure, long time) {
		if (this.end != null) {
			return false;
		}
		this.end = new End(failure, time);
		return true;
	}

	/**
	 * Interrupt the thread of this call, if one has entered.
	 * @return whether the call has not ended
	 */
	final synchronized boolean interrupt() {
		if (this.end == null && this.thread != null) {
			this.thread.interrupt();
		}
		return this.end == null;
	}

	/**
	 * Interrupt the thread of this call and end the call without waiting for it.
	 * @param reason creates the failure from the stack trace of the thread, which is
	 * empty if the thread is not in the code
	 * @return whether this ended the call; if not, the code had returned before
	 */
	public final synchronized boolean abandon(Function<StackTraceElement[], Throwable> reason) {
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
	 * Return whether this thread is the thread of this call and the call has not ended.
	 * @return whether the code may act on this thread
	 */
	public final boolean isOpenHere() {
		return this.end == null && this.thread == Thread.currentThread();
	}

	/**
	 * Return the failure of this call.
	 * @return the failure; {@code null} if there is none or the call has not ended
	 */
	public final @Nullable Throwable failure() {
		End ended = this.end;
		return (ended != null) ? ended.failure() : null;
	}

	/**
	 * Return the end of this call.
	 * @return the time by {@link TimeSource#nanoTime()}; the current time if the call has
	 * not ended
	 */
	public final long endTime() {
		End ended = this.end;
		return (ended != null) ? ended.time() : this.time.nanoTime();
	}

	final boolean isOverdue() {
		return this.time.nanoTime() - deadline() >= 0;
	}

	/**
	 * Return the owner of the code.
	 * @return the name of the mutator or of the class
	 */
	protected abstract String owner();

	/**
	 * Return the deadline of this call.
	 * @return the deadline by {@link TimeSource#nanoTime()}
	 */
	protected abstract long deadline();

	/**
	 * Return whether a thread that enters has time left to call the code.
	 * @return whether there is time left
	 */
	protected abstract boolean hasTime();

	/**
	 * End of a call.
	 *
	 * @param failure the failure, {@code null} if there is none
	 * @param time the time
	 */
	private record End(@Nullable Throwable failure, long time) {
	}

}
