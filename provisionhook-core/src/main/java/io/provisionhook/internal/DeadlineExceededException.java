package io.provisionhook.internal;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Thrown when a call exceeds its deadline. The stack trace is that of the thread of the
 * call, if it still executes the call.
 */
public final class DeadlineExceededException extends TimeoutException {

	private final Duration timeout;

	public DeadlineExceededException(Duration timeout, StackTraceElement... stack) {
		this("not done after " + timeout.toMillis() + " ms", timeout, stack);
	}

	DeadlineExceededException(String message, Duration timeout, StackTraceElement... stack) {
		super(message);
		this.timeout = timeout;
		setStackTrace(stack);
	}

	public Duration getTimeout() {
		return this.timeout;
	}

}
