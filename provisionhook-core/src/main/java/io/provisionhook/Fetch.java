package io.provisionhook;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * The fetch of one mutator in one run. Its result is what the thread that fetches and the
 * one that waits agree by: it is set once, by the mutator that comes back or by the
 * caller that gives up, whichever is first.
 *
 * @param <T> what is fetched
 */
final class Fetch<T extends @Nullable Object> implements Runnable {

	private final FetchingEnvMutator<T> mutator;

	private final Registration registration;

	private final RunContext run;

	private final ProvisionContext context;

	private final PluginThread thread;

	private final SharedCompletion completion = new SharedCompletion();

	private final AtomicReference<@Nullable Result<T>> result = new AtomicReference<>();

	private final Thread caller = Thread.currentThread();

	private final TimeSource time;

	private final long start;

	private volatile boolean done;

	private Fetch(FetchingEnvMutator<T> mutator, Registration registration, RunContext run) {
		this.mutator = mutator;
		this.registration = registration;
		this.run = run;
		this.time = run.time();
		this.start = this.time.nanoTime();
		this.context = run.context().until(this.start + registration.policy().timeoutNanos());
		this.thread = new PluginThread(run);
	}

	/**
	 * Start the fetch of a mutator on a thread of its own.
	 * @param registration the mutator
	 * @param run the run
	 * @return the fetch; {@code null} if the mutator does not fetch
	 */
	static @Nullable Fetch<?> start(Registration registration, RunContext run) {
		return (registration.mutator() instanceof FetchingEnvMutator<?> mutator) ? start(mutator, registration, run)
				: null;
	}

	private static <T extends @Nullable Object> Fetch<T> start(FetchingEnvMutator<T> mutator, Registration registration,
			RunContext run) {
		Fetch<T> fetch = new Fetch<>(mutator, registration, run);
		try {
			run.settings().fetchExecutor().execute(run.settings().taskDecorator().apply(fetch));
		}
		catch (RuntimeException ex) {
			fetch.giveUp(ex);
		}
		return fetch;
	}

	@Override
	public void run() {
		if (this.thread.enter()) {
			ThreadState state = ThreadState.current();
			try {
				fetch();
			}
			finally {
				state.restore();
				this.thread.exit();
				clearInterruption();
				end();
			}
		}
	}

	// Whoever interrupts the caller means the run, and the caller has to know
	private void clearInterruption() {
		if (Thread.currentThread() != this.caller) {
			Thread.interrupted();
		}
	}

	private void fetch() {
		Result<T> fetched = result();
		boolean mine = this.result.compareAndSet(null, fetched);
		this.completion.left();
		if (mine) {
			tell(fetched.failure());
		}
	}

	private Result<T> result() {
		try {
			this.completion
				.begin(this.run.settings().interceptor().beforeFetch(this.context, this.registration.name()));
			return new Result<>(this.mutator.fetch(this.context), null, this.time.nanoTime());
		}
		catch (Throwable ex) {
			return Result.failed(ex, this.time.nanoTime());
		}
	}

	private void tell(@Nullable Throwable failure) {
		MutatorException error = (failure != null) ? this.run.failureOf(this.registration, failure) : null;
		this.completion.end((error != null) ? RunContext.outcomeOf(this.registration, error) : MutatorOutcome.SUCCESS,
				error);
	}

	/**
	 * Return whether there is nothing to wait for, instrumentation included.
	 * @return whether the fetch has ended or was given up on
	 */
	boolean isDone() {
		return this.done;
	}

	/**
	 * Wait until the fetch has ended, its time is up or the waiting thread is
	 * interrupted.
	 */
	void await() {
		long deadline = this.context.nanoDeadline();
		while (!this.done && !Thread.currentThread().isInterrupted()) {
			if (deadline - this.time.nanoTime() > 0) {
				this.time.parkUntil(this, deadline);
			}
			else {
				DeadlineExceededException late = new DeadlineExceededException(Duration.ofNanos(deadline - this.start));
				if (giveUp(late)) {
					tell(late);
				}
			}
		}
	}

	/**
	 * Give up waiting for a fetch that is of no use any more.
	 */
	void cancel() {
		if (giveUp(new CancellationException())) {
			this.completion.end(MutatorOutcome.CANCELLED, null);
		}
	}

	private boolean giveUp(Exception reason) {
		boolean mine = this.result.compareAndSet(null, Result.failed(reason, this.time.nanoTime()));
		if (mine) {
			StackTraceElement[] stack = this.thread.giveUp(this.registration.name(), this.context.nanoDeadline());
			if (reason instanceof DeadlineExceededException) {
				reason.setStackTrace(stack);
			}
		}
		end();
		return mine;
	}

	private void end() {
		this.done = true;
		LockSupport.unpark(this.caller);
	}

	/**
	 * Return how long the fetch took.
	 * @return the time in nanoseconds, 0 if it has not ended
	 */
	long duration() {
		Result<T> ended = this.result.get();
		return (ended != null) ? ended.end() - this.start : 0;
	}

	/**
	 * Return why nothing was fetched.
	 * @return what the mutator threw or why it was given up on; {@code null} if nothing
	 * was in the way
	 */
	@Nullable Throwable failure() {
		Result<T> ended = this.result.get();
		return (ended != null) ? ended.failure() : null;
	}

	/**
	 * Let the mutator write what was fetched.
	 * @param context what is known about the workspace
	 * @param env the environment
	 * @throws Throwable what the fetch or the mutator threw
	 */
	void apply(ProvisionContext context, Env env) throws Throwable {
		Result<T> ended = this.result.get();
		if (ended == null) {
			throw new IllegalStateException("The fetch has not ended");
		}
		if (ended.failure() != null) {
			throw ended.failure();
		}
		this.mutator.apply(ended.value(), context, env);
	}

	/**
	 * What came of a fetch.
	 *
	 * @param value what was fetched, meaningless if there is a failure
	 * @param failure what was thrown, or why it was given up on
	 * @param end when that was
	 */
	private record Result<T extends @Nullable Object>(T value, @Nullable Throwable failure, long end) {

		@SuppressWarnings("NullAway")
		static <T extends @Nullable Object> Result<T> failed(Throwable failure, long end) {
			return new Result<>(null, failure, end);
		}

	}

}
