package io.provisionhook.internal;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Call of foreign code with a deadline, made by its own thread.
 *
 * @param <T> the type of the result
 */
final class TimedCall<T extends @Nullable Object> extends AbandonableCall implements Runnable {

	private final String owner;

	private final TimeLimiter.Limit limit;

	private final Callable<T> code;

	private final Consumer<T> late;

	private final TimeSource time;

	private final long deadline;

	private @Nullable T result;

	private volatile boolean interruptionRequested;

	private boolean interrupted;

	private volatile @Nullable Thread waiting;

	/**
	 * Create a call. Its time limit starts now.
	 * @param owner the owner of the code
	 * @param limit the time limit
	 * @param code the code
	 * @param late called with a result that is returned after the deadline
	 * @param abandoned where an abandoned thread is counted
	 * @param time the clock
	 */
	TimedCall(String owner, TimeLimiter.Limit limit, Callable<T> code, Consumer<T> late, AbandonedThreads abandoned,
			TimeSource time) {
		super(abandoned, time);
		this.owner = owner;
		this.limit = limit;
		this.code = code;
		this.late = late;
		this.time = time;
		this.deadline = time.nanoTime() + limit.nanos();
	}

	@Override
	public void run() {
		if (enter()) {
			try {
				call();
			}
			finally {
				exit();
			}
		}
	}

	private void call() {
		ThreadState state = ThreadState.current();
		Throwable failure = null;
		if (this.interruptionRequested) {
			Thread.currentThread().interrupt();
		}
		try {
			this.result = this.code.call();
		}
		catch (Throwable ex) {
			failure = ex;
		}
		state.restore();
		if (endUnlessAbandoned(failure)) {
			LockSupport.unpark(this.waiting);
		}
		else if (failure == null) {
			// The interruption was for the code
			Thread.interrupted();
			this.late.accept(result());
		}
	}

	private synchronized boolean endUnlessAbandoned(@Nullable Throwable failure) {
		this.interrupted = Thread.interrupted();
		return end(failure, this.time.nanoTime());
	}

	/**
	 * Pass an interruption of this thread on to the call, which has not started.
	 */
	void passInterruptionOn() {
		this.interruptionRequested = Thread.interrupted();
	}

	/**
	 * Wait for the end of the call. An interruption of this thread is passed on to the
	 * call.
	 * @return the result
	 * @throws Throwable the exception of the code, or a {@link DeadlineExceededException}
	 */
	T await() throws Throwable {
		boolean missed = false;
		while (!await(this.deadline)) {
			if (Thread.interrupted()) {
				this.interruptionRequested = true;
				missed = !interrupt();
			}
		}
		boolean unused = this.interrupted || failure() instanceof DeadlineExceededException;
		if (missed || (this.interruptionRequested && unused)) {
			Thread.currentThread().interrupt();
		}
		return resultOrFailure();
	}

	/**
	 * Wait for the end of the call. An interruption of this thread is not passed on to
	 * the call; the interrupt flag is set again afterwards.
	 * @return the result
	 * @throws Throwable the exception of the code, or a {@link DeadlineExceededException}
	 */
	T awaitUninterruptibly() throws Throwable {
		boolean interrupted = Thread.interrupted();
		try {
			while (!await(this.deadline)) {
				interrupted |= Thread.interrupted();
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
		return resultOrFailure();
	}

	private T resultOrFailure() throws Throwable {
		Throwable failure = failure();
		if (failure != null) {
			throw failure;
		}
		return result();
	}

	/**
	 * Wait for the end of the call, up to a given time. The call ends at its deadline at
	 * the latest.
	 * @param until the time by {@link TimeSource#nanoTime()}
	 * @return whether the call has ended; if not, this thread was interrupted or the time
	 * has passed
	 */
	boolean await(long until) {
		this.waiting = Thread.currentThread();
		boolean last = until - this.deadline >= 0;
		while (!isEnded() && !Thread.currentThread().isInterrupted()) {
			if ((last ? this.deadline : until) - this.time.nanoTime() > 0) {
				this.time.parkUntil(this, last ? this.deadline : until);
			}
			else if (last) {
				abandon(this::late);
			}
			else {
				return false;
			}
		}
		return isEnded();
	}

	private DeadlineExceededException late(StackTraceElement... stack) {
		return new DeadlineExceededException(this.limit.messageFor(this.owner, stack),
				Duration.ofNanos(this.limit.nanos()), stack);
	}

	@SuppressWarnings("NullAway") // The code decides whether it may be null
	private T result() {
		return this.result;
	}

	@Override
	protected String owner() {
		return this.owner;
	}

	@Override
	protected long deadline() {
		return this.deadline;
	}

	@Override
	protected boolean hasTime() {
		return true;
	}

}
