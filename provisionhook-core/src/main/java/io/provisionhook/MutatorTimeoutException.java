package io.provisionhook;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.RunReport;

/**
 * Thrown when a mutator did not finish before its timeout or before the deadline of the
 * run. If the mutator was still running, the stack trace of the {@linkplain #getCause()
 * cause} shows where.
 *
 * @since 0.1.0
 */
public final class MutatorTimeoutException extends MutatorException {

	private final Duration timeout;

	private MutatorTimeoutException(String message, String mutatorName, Duration timeout, RunReport report,
			@Nullable Throwable cause) {
		super(Reason.MUTATOR_TIMED_OUT, message, mutatorName, report, cause, false);
		this.timeout = timeout;
	}

	static MutatorTimeoutException of(String mutatorName, Duration timeout, Throwable cause) {
		String description = timeout.isZero() ? "was not run, the time of the run was up"
				: "timed out after " + timeout.toMillis() + " ms";
		return new MutatorTimeoutException(message(mutatorName, description), mutatorName, timeout, RunReport.EMPTY,
				cause);
	}

	/**
	 * Return the time that the mutator had.
	 * @return the time, zero if the deadline of the run passed before the mutator's turn
	 */
	public Duration getTimeout() {
		return this.timeout;
	}

	@Override
	MutatorTimeoutException copy(String message, RunReport report, @Nullable Throwable cause) {
		return new MutatorTimeoutException(message, getMutatorName(), this.timeout, report, cause);
	}

}
