package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * A run was aborted and nothing that the mutators did was applied. The message has all
 * known secrets taken out; the {@linkplain #getCause() cause} is what a plugin threw,
 * untouched and therefore not fit to be stored or shown.
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
	 * Return a copy that can be handed to whatever records exceptions as a whole. Without
	 * the cause, since nobody has taken the secrets out of its message, but with its
	 * stack trace, since that is where it happened.
	 * @return this exception without the cause
	 */
	final ProvisionhookException withoutCause() {
		ProvisionhookException copy = copy(String.valueOf(getMessage()), this.report, null);
		copy.setStackTrace(((getCause() != null) ? getCause() : this).getStackTrace());
		return copy;
	}

	abstract ProvisionhookException copy(String message, RunReport report, @Nullable Throwable cause);

}
