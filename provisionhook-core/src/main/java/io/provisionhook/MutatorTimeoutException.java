package io.provisionhook;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A mutator had not finished when its time, or that of the run, was up. If it still ran
 * then, the stack trace of the {@linkplain #getCause() cause} shows where it was.
 *
 * @since 0.1.0
 */
public final class MutatorTimeoutException extends MutatorException {

	private final Duration timeout;

	private MutatorTimeoutException(String message, String mutatorName, Duration timeout, RunReport report,
			@Nullable Throwable cause) {
		super(message, mutatorName, report, cause);
		this.timeout = timeout;
	}

	static MutatorTimeoutException of(String mutatorName, Duration timeout, Throwable cause) {
		return new MutatorTimeoutException(message(mutatorName, "timed out after " + inMillis(timeout)), mutatorName,
				timeout, RunReport.EMPTY, cause);
	}

	private static String inMillis(Duration timeout) {
		return timeout.toMillis() + " ms";
	}

	/**
	 * Return how much time the mutator had.
	 * @return the time
	 */
	public Duration getTimeout() {
		return this.timeout;
	}

	@Override
	MutatorTimeoutException copy(String message, RunReport report, @Nullable Throwable cause) {
		return new MutatorTimeoutException(message, getMutatorName(), this.timeout, report, cause);
	}

}
