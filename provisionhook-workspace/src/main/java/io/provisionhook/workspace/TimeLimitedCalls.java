package io.provisionhook.workspace;

import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;
import io.provisionhook.internal.TimeLimiter;
import io.provisionhook.internal.TimeLimiter.Limit;

/**
 * Calls the code of runtimes, stores, sources of secrets and leases with a timeout.
 *
 * @param limiter makes the calls
 * @param stepLimit the timeout of calls that answer at once
 * @param runtimeLimit the timeout of calls that fetch, start or stop something
 * @param onLate called if records and runtime may differ because of a timeout
 */
record TimeLimitedCalls(TimeLimiter limiter, Limit stepLimit, Limit runtimeLimit, Runnable onLate) {

	/**
	 * Make a call.
	 * @param target the object whose code is called
	 * @param code the code
	 * @param <T> the type of the result
	 * @return the result
	 * @throws Exception the exception of the code, or a timeout
	 */
	<T extends @Nullable Object> T step(Object target, Callable<T> code) throws Exception {
		return this.limiter.call(target, this.stepLimit, code);
	}

	/**
	 * Call a method that throws no checked exception.
	 * @param target the object whose code is called
	 * @param limit the timeout
	 * @param code the code
	 * @param <T> the type of the result
	 * @return the result
	 * @throws WorkspaceRuntimeException if it takes longer than the timeout
	 */
	<T extends @Nullable Object> T unchecked(Object target, Limit limit, Callable<T> code) {
		return unchecked(() -> this.limiter.call(target, limit, code));
	}

	/**
	 * Call a method that throws no checked exception, without passing on an interruption
	 * of this thread.
	 * @param target the object whose code is called
	 * @param limit the timeout
	 * @param code the code
	 * @param late called with a result after the timeout
	 * @param <T> the type of the result
	 * @return the result
	 * @throws WorkspaceRuntimeException if it takes longer than the timeout
	 */
	<T extends @Nullable Object> T uninterruptibly(Object target, Limit limit, Callable<T> code, Consumer<T> late) {
		return unchecked(() -> this.limiter.callUninterruptibly(target, limit, code, late));
	}

	/**
	 * Check the result of a method that must not return {@code null}.
	 * @param target the object whose code was called
	 * @param method the name of the method
	 * @param result the result
	 * @param <T> the type of the result
	 * @return the result
	 */
	static <T> T required(Object target, String method, @Nullable T result) {
		if (result == null) {
			throw new IllegalStateException(PrintableText.nameOf(target.getClass()) + " returned null from " + method);
		}
		return result;
	}

	private static <T extends @Nullable Object> T unchecked(Callable<T> call) {
		try {
			return call.call();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new WorkspaceRuntimeException(String.valueOf(ex.getMessage()), ex);
		}
	}

}
