package io.provisionhook.workspace;

import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;
import io.provisionhook.internal.TimeLimiter;
import io.provisionhook.internal.TimeLimiter.Limit;

/**
 * How a handler calls what others have written: each call has a limited time.
 *
 * @param limiter makes the calls
 * @param ofStep the time of what answers at once or from near by
 * @param ofRuntime the time of what fetches, starts or stops something
 * @param onLate called when it is not known any more whether records say what is
 */
record TimeLimitedCalls(TimeLimiter limiter, Limit ofStep, Limit ofRuntime, Runnable onLate) {

	/**
	 * Make a call.
	 * @param target whose code it is
	 * @param code the code
	 * @param <T> what it returns
	 * @return what it returned
	 * @throws Exception what it threw, or that it is not done in time
	 */
	<T extends @Nullable Object> T step(Object target, Callable<T> code) throws Exception {
		return this.limiter.call(target, this.ofStep, code);
	}

	/**
	 * Make a call of a method that throws no checked exception.
	 * @param target whose code it is
	 * @param limit the time that it has
	 * @param code the code
	 * @param <T> what it returns
	 * @return what it returned
	 * @throws WorkspaceRuntimeException if it is not done in time
	 */
	<T extends @Nullable Object> T unchecked(Object target, Limit limit, Callable<T> code) {
		return unchecked(() -> this.limiter.call(target, limit, code));
	}

	/**
	 * Make a call that is not to be interrupted in the middle, of a method that throws no
	 * checked exception.
	 * @param target whose code it is
	 * @param limit the time that it has
	 * @param code the code
	 * @param late called with what it returned after its time was up
	 * @param <T> what it returns
	 * @return what it returned
	 * @throws WorkspaceRuntimeException if it is not done in time
	 */
	<T extends @Nullable Object> T uninterruptibly(Object target, Limit limit, Callable<T> code, Consumer<T> late) {
		return unchecked(() -> this.limiter.callUninterruptibly(target, limit, code, late));
	}

	/**
	 * Check what a method of others returned that must not return null.
	 * @param target whose code it is
	 * @param method name of the method
	 * @param answer what it returned
	 * @param <T> its type
	 * @return the same
	 */
	static <T> T required(Object target, String method, @Nullable T answer) {
		if (answer == null) {
			throw new IllegalStateException(PrintableText.nameOf(target.getClass()) + " returned null from " + method);
		}
		return answer;
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
