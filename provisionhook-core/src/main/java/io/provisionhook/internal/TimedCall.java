package io.provisionhook.internal;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A call that a thread of its own makes, and that has a time of its own.
 *
 * @param <T> what it returns
 */
public final class TimedCall<T extends @Nullable Object> extends BoundedCall implements Runnable {

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
	 * Create a call whose time begins now.
	 * @param owner whose code it is
	 * @param limit the time that it has
	 * @param code the code
	 * @param late given what the code returns after its time was up
	 * @param abandoned where the thread counts if it does not come back in time
	 * @param time the time
	 */
	public TimedCall(String owner, TimeLimiter.Limit limit, Callable<T> code, Consumer<T> late,
			AbandonedThreads abandoned, TimeSource time) {
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
		if (endUnlessGivenUp(failure)) {
			LockSupport.unpark(this.waiting);
		}
		else if (failure == null) {
			// Its interruption was for the code
			Thread.interrupted();
			this.late.accept(result());
		}
	}

	private synchronized boolean endUnlessGivenUp(@Nullable Throwable failure) {
		this.interrupted = Thread.interrupted();
		return end(failure, this.time.nanoTime());
	}

	/**
	 * Let an interruption of this thread be one of the call, which has not begun.
	 */
	public void passInterruptionOn() {
		this.interruptionRequested = Thread.interrupted();
	}

	/**
	 * Wait for the end of the call, for as long as it may take. If this thread is
	 * interrupted, so is the call.
	 * @return what it returned
	 * @throws Throwable what it threw, or that its time is up
	 */
	public T await() throws Throwable {
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
		Throwable failure = failure();
		if (failure != null) {
			throw failure;
		}
		return result();
	}

	/**
	 * Wait for the end of the call even if this thread is interrupted, of which the call
	 * is not to know.
	 * @return what it returned
	 * @throws Throwable what it threw, or that its time is up
	 */
	public T awaitUninterruptibly() throws Throwable {
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
		Throwable failure = failure();
		if (failure != null) {
			throw failure;
		}
		return result();
	}

	/**
	 * Wait for the end of the call, which comes at its deadline at the latest.
	 * @param until until when to wait
	 * @return whether it has ended; if not, this thread was interrupted or that time has
	 * come
	 */
	public boolean await(long until) {
		this.waiting = Thread.currentThread();
		boolean last = until - this.deadline >= 0;
		while (!isEnded() && !Thread.currentThread().isInterrupted()) {
			if ((last ? this.deadline : until) - this.time.nanoTime() > 0) {
				this.time.parkUntil(this, last ? this.deadline : until);
			}
			else if (last) {
				giveUp(this::late);
			}
			else {
				return false;
			}
		}
		return isEnded();
	}

	private DeadlineExceededException late(StackTraceElement... stack) {
		return new DeadlineExceededException(this.limit.exceededBy(this.owner, stack),
				Duration.ofNanos(this.limit.nanos()), stack);
	}

	@SuppressWarnings("NullAway") // Whether it may be null is up to the code
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
