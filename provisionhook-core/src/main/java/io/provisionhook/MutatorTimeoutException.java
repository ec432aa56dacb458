package io.provisionhook;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.RunReport;

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
		super(message, mutatorName, report, cause, false);
		this.timeout = timeout;
	}

	static MutatorTimeoutException of(String mutatorName, Duration timeout, Throwable cause) {
		String description = timeout.isZero() ? "was not run, the time of the run was up"
				: "timed out after " + timeout.toMillis() + " ms";
		return new MutatorTimeoutException(message(mutatorName, description), mutatorName, timeout, RunReport.EMPTY,
				cause);
	}

	/**
	 * Return how much time the mutator had.
	 * @return the time, zero if that of the run was up before its turn came
	 */
	public Duration getTimeout() {
		return this.timeout;
	}

	@Override
	MutatorTimeoutException copy(String message, RunReport report, @Nullable Throwable cause) {
		return new MutatorTimeoutException(message, getMutatorName(), this.timeout, report, cause);
	}

}
