package io.provisionhook;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.RunReport;

/**
 * Thrown when a run was aborted. The environment is unchanged. The message and the
 * {@linkplain #getCause() cause} are redacted: they contain no known secret. The cause
 * prints like the exception that a plugin threw, its own causes included, but is of
 * another class. {@link #getReason()} says why the run was aborted; a failure of a
 * mutator is a {@link MutatorException}.
 *
 * @since 0.1.0
 */
public sealed class ProvisionhookException extends RuntimeException permits MutatorException {

	private final Reason reason;

	private final transient RunReport report;

	ProvisionhookException(Reason reason, String message, RunReport report, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
		this.report = report;
	}

	static ProvisionhookException cancelled(String mutatorName) {
		return new ProvisionhookException(Reason.CANCELLED, "provisionhook: cancelled at \"" + mutatorName + "\"",
				RunReport.EMPTY, null);
	}

	static ProvisionhookException refused(String description, @Nullable Throwable cause) {
		return new ProvisionhookException(Reason.REFUSED, "provisionhook: " + description, RunReport.EMPTY, cause);
	}

	/**
	 * Return whether a failure is the cancellation of a run.
	 * @param failure the failure
	 * @return whether it is an exception with {@link Reason#CANCELLED}
	 */
	static boolean isCancellation(@Nullable Throwable failure) {
		return failure instanceof ProvisionhookException ex && ex.reason == Reason.CANCELLED;
	}

	/**
	 * Return why the run was aborted.
	 * @return the reason
	 */
	public final Reason getReason() {
		return this.reason;
	}

	/**
	 * Return what the run did until it was aborted.
	 * @return the report
	 */
	public final RunReport getReport() {
		return this.report;
	}

	/**
	 * Return this exception with the final report and the stack trace of this thread.
	 * @param report the report of the run
	 * @return the copy
	 */
	final ProvisionhookException withReport(RunReport report) {
		return copy(String.valueOf(getMessage()), report, getCause());
	}

	/**
	 * Return a copy for instrumentation that may export the whole exception. It has no
	 * cause, since the cause may contain an undeclared secret, but the stack trace of the
	 * cause.
	 * @return this exception without the cause
	 */
	final ProvisionhookException withoutCause() {
		ProvisionhookException copy = copy(String.valueOf(getMessage()), this.report, null);
		Throwable cause = getCause();
		copy.setStackTrace((cause != null) ? cause.getStackTrace() : getStackTrace());
		return copy;
	}

	ProvisionhookException copy(String message, RunReport report, @Nullable Throwable cause) {
		return new ProvisionhookException(this.reason, message, report, cause);
	}

	/**
	 * Reason for which a run is aborted. Reasons may be added in later releases.
	 */
	public enum Reason {

		/**
		 * A mutator failed. The exception is a {@link MutatorException}.
		 */
		MUTATOR_FAILED,

		/**
		 * A mutator did not finish in time. The exception is a
		 * {@link MutatorTimeoutException}.
		 */
		MUTATOR_TIMED_OUT,

		/**
		 * The thread that called {@link Registry#run} was interrupted, or a mutator left
		 * the interrupt flag of its thread set. The interrupt flag of the caller is set
		 * when the exception is thrown.
		 */
		CANCELLED,

		/**
		 * The run could not start or continue, through no fault of its mutators: too many
		 * threads are still held by mutators that timed out, or the executor rejected the
		 * task.
		 */
		REFUSED

	}

}
