package io.provisionhook;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.RunReport;

/**
 * A run was aborted and nothing that the mutators did was applied. All known secrets are
 * taken out of the message and of the {@linkplain #getCause() cause}, which prints like
 * what a plugin threw, its own causes included, but is of another class.
 *
 * @since 0.1.0
 */
public abstract class ProvisionhookException extends RuntimeException {

	private final transient RunReport report;

	ProvisionhookException(String message, RunReport report, @Nullable Throwable cause) {
		super(message, cause);
		this.report = report;
	}

	/**
	 * Return what the run did until it was aborted.
	 * @return the report
	 */
	public final RunReport getReport() {
		return this.report;
	}

	/**
	 * Return what to throw from this thread, now that it is known what the run did.
	 * @param report what the run did
	 * @return this exception with the report and the stack trace of this thread
	 */
	final ProvisionhookException withReport(RunReport report) {
		return copy(String.valueOf(getMessage()), report, getCause());
	}

	/**
	 * Return a copy for whatever exports exceptions as a whole. Without the cause, since
	 * that may hold a secret that nobody has declared, but with its stack trace, since
	 * that is where it happened.
	 * @return this exception without the cause
	 */
	final ProvisionhookException withoutCause() {
		ProvisionhookException copy = copy(String.valueOf(getMessage()), this.report, null);
		Throwable cause = getCause();
		copy.setStackTrace((cause != null) ? cause.getStackTrace() : getStackTrace());
		return copy;
	}

	abstract ProvisionhookException copy(String message, RunReport report, @Nullable Throwable cause);

}
