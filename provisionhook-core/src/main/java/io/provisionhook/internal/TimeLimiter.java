package io.provisionhook.internal;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Calls code of others, each time on a thread of its own and no longer than it may take.
 * Code that is not done by then is interrupted, and the caller goes on. Its thread counts
 * as abandoned until it comes back; code that holds as many threads as there may be is
 * not called. Thread-safe. <pre class="code">
 * TimeLimiter limiter = new TimeLimiter("acme-step-", 32, UnaryOperator.identity());
 * String answer = limiter.call(client, limit, client::ask);</pre>
 *
 * @since 0.1.0
 */
public final class TimeLimiter {

	private final Executor threads;

	private final AbandonedThreads abandoned;

	private final UnaryOperator<Runnable> taskDecorator;

	private final TimeSource time;

	/**
	 * Create a limiter, without a thread.
	 * @param threadNamePrefix what the names of its threads begin with
	 * @param maxAbandonedThreads number of abandoned threads that code of one class may
	 * hold
	 * @param taskDecorator carries the context of the caller over to the thread of a
	 * call; if it fails, the call is made without
	 */
	public TimeLimiter(String threadNamePrefix, int maxAbandonedThreads, UnaryOperator<Runnable> taskDecorator) {
		this(new RunThreads(threadNamePrefix), maxAbandonedThreads, taskDecorator, TimeSource.SYSTEM);
	}

	public TimeLimiter(Executor threads, int maxAbandonedThreads, UnaryOperator<Runnable> taskDecorator,
			TimeSource time) {
		this.threads = threads;
		this.abandoned = new AbandonedThreads(maxAbandonedThreads);
		this.taskDecorator = taskDecorator;
		this.time = time;
	}

	/**
	 * Make a call. If this thread is interrupted meanwhile, so is that of the call.
	 * @param target whose code it is
	 * @param limit the time that it has
	 * @param code the code
	 * @param <T> what it returns
	 * @return what it returned
	 * @throws TimeoutException if it is not done in time; the message names its class,
	 * the limit and where it is
	 * @throws IllegalStateException if too many of its threads are abandoned
	 * @throws Exception what it throws
	 */
	public <T extends @Nullable Object> T call(Object target, Limit limit, Callable<T> code) throws Exception {
		return call(target, limit, code, (result) -> {
		});
	}

	/**
	 * Make a call. If this thread is interrupted meanwhile, so is that of the call.
	 * @param target whose code it is
	 * @param limit the time that it has
	 * @param code the code
	 * @param late called on the thread of the call with what it returned, if that was
	 * after its time was up
	 * @param <T> what it returns
	 * @return what it returned
	 * @throws TimeoutException if it is not done in time; the message names its class,
	 * the limit and where it is
	 * @throws IllegalStateException if too many of its threads are abandoned
	 * @throws Exception what it throws
	 */
	public <T extends @Nullable Object> T call(Object target, Limit limit, Callable<T> code, Consumer<T> late)
			throws Exception {
		TimedCall<T> call = create(target, limit, code, late);
		call.passInterruptionOn();
		execute(call);
		return result(call::await);
	}

	/**
	 * Make a call that is not to be interrupted in the middle, unless its time is up.
	 * @param target whose code it is
	 * @param limit the time that it has
	 * @param code the code
	 * @param late called on the thread of the call with what it returned, if that was
	 * after its time was up
	 * @param <T> what it returns
	 * @return what it returned
	 * @throws TimeoutException if it is not done in time; the message names its class,
	 * the limit and where it is
	 * @throws IllegalStateException if too many of its threads are abandoned
	 * @throws Exception what it throws
	 */
	public <T extends @Nullable Object> T callUninterruptibly(Object target, Limit limit, Callable<T> code,
			Consumer<T> late) throws Exception {
		return result(start(target, limit, code, late)::awaitUninterruptibly);
	}

	/**
	 * Start a call.
	 * @param target whose code it is
	 * @param limit the time that it has
	 * @param code the code
	 * @param late called if it is late, with what it returned
	 * @param <T> what it returns
	 * @return the call
	 */
	public <T extends @Nullable Object> TimedCall<T> start(Object target, Limit limit, Callable<T> code,
			Consumer<T> late) {
		TimedCall<T> call = create(target, limit, code, late);
		execute(call);
		return call;
	}

	private <T extends @Nullable Object> TimedCall<T> create(Object target, Limit limit, Callable<T> code,
			Consumer<T> late) {
		String owner = PrintableText.nameOf(target.getClass());
		if (this.abandoned.isAtLimit(owner)) {
			throw new IllegalStateException(this.abandoned.limit() + " threads of " + owner
					+ " that have timed out are still alive, so it is not called");
		}
		return new TimedCall<>(owner, limit, code, late, this.abandoned, this.time);
	}

	private void execute(TimedCall<?> call) {
		this.threads.execute(decorate(this.taskDecorator, call));
	}

	/**
	 * Decorate a task, if that is possible.
	 * @param decorator the decorator
	 * @param task the task
	 * @return what to run
	 */
	public static Runnable decorate(UnaryOperator<Runnable> decorator, Runnable task) {
		try {
			return Objects.requireNonNull(decorator.apply(task));
		}
		catch (RuntimeException ex) {
			return task;
		}
	}

	private static <T extends @Nullable Object> T result(Waiting<T> waiting) throws Exception {
		try {
			return waiting.await();
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(PrintableText.nameOf(ex.getClass()), ex);
		}
	}

	/**
	 * Return the number of threads that are still in code whose time is up.
	 * @return the number of threads
	 */
	public int abandonedThreads() {
		return this.abandoned.count();
	}

	/**
	 * The time that a call has.
	 *
	 * @param time the time
	 * @param property the property that says so, for the message; {@code null} if there
	 * is none
	 */
	public record Limit(Duration time, @Nullable String property) {

		/**
		 * Create a limit.
		 */
		public Limit {
			if (time.isNegative() || time.isZero()) {
				throw new IllegalArgumentException("'time' must be positive");
			}
		}

		long nanos() {
			return Nanos.of(this.time);
		}

		String exceededBy(String owner, StackTraceElement... stack) {
			String place = Stream.of(stack)
				.filter((frame) -> !frame.getClassName().matches("(java|javax|jdk|sun)\\..*"))
				.findFirst()
				.map((frame) -> "; it is at " + frame.getClassName() + "." + frame.getMethodName() + "("
						+ frame.getFileName() + ":" + frame.getLineNumber() + ")")
				.orElse("");
			String see = (this.property != null) ? ", see " + this.property : "";
			return owner + " is not done after " + this.time.toMillis() + " ms" + see + place;
		}

	}

	/**
	 * A way to wait for a call.
	 *
	 * @param <T> what it returns
	 */
	@FunctionalInterface
	private interface Waiting<T extends @Nullable Object> {

		T await() throws Throwable;

	}

}
