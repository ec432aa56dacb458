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
 * Calls foreign code with a time limit, each call on its own thread. At the limit the
 * call is interrupted and the caller continues. The thread of the call counts as
 * abandoned until the code returns; code with the maximum number of abandoned threads is
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
	 * @param threadNamePrefix prefix of the thread names
	 * @param maxAbandonedThreads maximum number of abandoned threads for the code of one
	 * class
	 * @param taskDecorator propagates the context of the caller to the thread of a call;
	 * if it throws, the call is made without the context
	 */
	public TimeLimiter(String threadNamePrefix, int maxAbandonedThreads, UnaryOperator<Runnable> taskDecorator) {
		this(new ThreadPerTaskExecutor(threadNamePrefix), maxAbandonedThreads, taskDecorator, TimeSource.SYSTEM);
	}

	public TimeLimiter(Executor threads, int maxAbandonedThreads, UnaryOperator<Runnable> taskDecorator,
			TimeSource time) {
		this.threads = threads;
		this.abandoned = new AbandonedThreads(maxAbandonedThreads);
		this.taskDecorator = taskDecorator;
		this.time = time;
	}

	/**
	 * Make a call. An interruption of this thread is passed on to the call.
	 * @param target the object whose code is called
	 * @param limit the time limit
	 * @param code the code
	 * @param <T> the type of the result
	 * @return the result
	 * @throws TimeoutException if the call exceeds the limit; the message names the
	 * class, the limit and the current location in the code
	 * @throws IllegalStateException if too many threads of the class are abandoned
	 * @throws Exception the exception of the code
	 */
	public <T extends @Nullable Object> T call(Object target, Limit limit, Callable<T> code) throws Exception {
		return call(target, limit, code, (result) -> {
		});
	}

	/**
	 * Make a call. An interruption of this thread is passed on to the call.
	 * @param target the object whose code is called
	 * @param limit the time limit
	 * @param code the code
	 * @param late called on the thread of the call with a result that is returned after
	 * the limit
	 * @param <T> the type of the result
	 * @return the result
	 * @throws TimeoutException if the call exceeds the limit; the message names the
	 * class, the limit and the current location in the code
	 * @throws IllegalStateException if too many threads of the class are abandoned
	 * @throws Exception the exception of the code
	 */
	public <T extends @Nullable Object> T call(Object target, Limit limit, Callable<T> code, Consumer<T> late)
			throws Exception {
		TimedCall<T> call = create(target, limit, code, late);
		call.passInterruptionOn();
		execute(call);
		return result(call::await);
	}

	/**
	 * Make a call that is interrupted at its limit only: an interruption of this thread
	 * is not passed on to the call.
	 * @param target the object whose code is called
	 * @param limit the time limit
	 * @param code the code
	 * @param late called on the thread of the call with a result that is returned after
	 * the limit
	 * @param <T> the type of the result
	 * @return the result
	 * @throws TimeoutException if the call exceeds the limit; the message names the
	 * class, the limit and the current location in the code
	 * @throws IllegalStateException if too many threads of the class are abandoned
	 * @throws Exception the exception of the code
	 */
	public <T extends @Nullable Object> T callUninterruptibly(Object target, Limit limit, Callable<T> code,
			Consumer<T> late) throws Exception {
		return result(start(target, limit, code, late)::awaitUninterruptibly);
	}

	/**
	 * Start a call without waiting for it.
	 * @param target the object whose code is called
	 * @param limit the time limit
	 * @param code the code
	 * @param late called with a result that is returned after the limit
	 * @param <T> the type of the result
	 * @return the call
	 */
	<T extends @Nullable Object> TimedCall<T> start(Object target, Limit limit, Callable<T> code, Consumer<T> late) {
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
	 * Decorate a task, unless the decorator fails.
	 * @param decorator the decorator
	 * @param task the task
	 * @return the decorated task, or the task itself if the decorator fails
	 */
	static Runnable decorate(UnaryOperator<Runnable> decorator, Runnable task) {
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
	 * Return the number of abandoned threads.
	 * @return the number of threads that still execute a call after its limit
	 */
	public int abandonedThreads() {
		return this.abandoned.count();
	}

	/**
	 * Time limit of a call.
	 *
	 * @param time maximum duration of the call
	 * @param property the property that sets the limit, for the message; {@code null} if
	 * there is none
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
			return TimeSource.nanos(this.time);
		}

		String messageFor(String owner, StackTraceElement... stack) {
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
	 * Waits for a call.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	private interface Waiting<T extends @Nullable Object> {

		T await() throws Throwable;

	}

}
