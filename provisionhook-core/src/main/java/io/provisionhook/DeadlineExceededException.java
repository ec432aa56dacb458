package io.provisionhook;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * The time of a mutator is up. The stack trace is that of the mutator's thread, if it
 * still ran.
 */
final class DeadlineExceededException extends TimeoutException {

	private final Duration timeout;

	DeadlineExceededException(Duration timeout, StackTraceElement... stack) {
		super("not done after " + timeout.toMillis() + " ms");
		this.timeout = timeout;
		setStackTrace(stack);
	}

	Duration getTimeout() {
		return this.timeout;
	}

}
