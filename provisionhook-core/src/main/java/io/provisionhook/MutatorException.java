package io.provisionhook;

import org.jspecify.annotations.Nullable;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.report.RunReport;

/**
 * Thrown when a mutator failed. The message has the form
 * {@code provisionhook "name": description}. The {@linkplain #getCause() cause} prints
 * like the exception of the mutator, without secrets. If that is a
 * {@link VariableRefusedException}, so is the cause.
 *
 * @since 0.1.0
 */
public sealed class MutatorException extends ProvisionhookException permits MutatorTimeoutException {

	private final String mutatorName;

	private final boolean interrupted;

	MutatorException(Reason reason, String message, String mutatorName, RunReport report, @Nullable Throwable cause,
			boolean interrupted) {
		super(reason, message, report, cause);
		this.mutatorName = mutatorName;
		this.interrupted = interrupted;
	}

	static MutatorException of(String mutatorName, Throwable failure, SecretRedactor redactor) {
		Exception cause = (failure instanceof VariableRefusedException refused) ? refused.redacted(redactor)
				: redactor.redact(failure);
		return new MutatorException(Reason.MUTATOR_FAILED, message(mutatorName, String.valueOf(cause.getMessage())),
				mutatorName, RunReport.EMPTY, cause, failure instanceof InterruptedException);
	}

	static String message(String mutatorName, String description) {
		return "provisionhook \"" + mutatorName + "\": " + description;
	}

	/**
	 * Return the message without the name of the mutator.
	 * @return the description of the failure
	 */
	final String getDescription() {
		return String.valueOf(getMessage()).substring(message(this.mutatorName, "").length());
	}

	/**
	 * Return whether the mutator failed because its thread was interrupted.
	 * @return whether it was interrupted
	 */
	final boolean isInterrupted() {
		return this.interrupted;
	}

	/**
	 * Return the name of the mutator that failed.
	 * @return the mutator's name
	 */
	public final String getMutatorName() {
		return this.mutatorName;
	}

	@Override
	MutatorException copy(String message, RunReport report, @Nullable Throwable cause) {
		return new MutatorException(getReason(), message, this.mutatorName, report, cause, this.interrupted);
	}

}
