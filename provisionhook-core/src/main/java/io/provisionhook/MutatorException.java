package io.provisionhook;

import org.jspecify.annotations.Nullable;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.report.RunReport;

/**
 * A mutator failed. The message reads {@code provisionhook "name": what failed}; the
 * {@linkplain #getCause() cause} prints like the mutator's own exception, without
 * secrets; a {@link VariableRefusedException} stays one.
 *
 * @since 0.1.0
 */
public sealed class MutatorException extends ProvisionhookException permits MutatorTimeoutException {

	private final String mutatorName;

	private final boolean interrupted;

	MutatorException(String message, String mutatorName, RunReport report, @Nullable Throwable cause,
			boolean interrupted) {
		super(message, report, cause);
		this.mutatorName = mutatorName;
		this.interrupted = interrupted;
	}

	static MutatorException of(String mutatorName, Throwable failure, SecretRedactor redactor) {
		Exception cause = (failure instanceof VariableRefusedException refused) ? refused.redacted(redactor)
				: redactor.redact(failure);
		return new MutatorException(message(mutatorName, String.valueOf(cause.getMessage())), mutatorName,
				RunReport.EMPTY, cause, failure instanceof InterruptedException);
	}

	static String message(String mutatorName, String description) {
		return "provisionhook \"" + mutatorName + "\": " + description;
	}

	/**
	 * Return what failed, for whoever says by whom already.
	 * @return the message without the name
	 */
	final String getDescription() {
		return String.valueOf(getMessage()).substring(message(this.mutatorName, "").length());
	}

	/**
	 * Return whether the mutator failed because its thread was interrupted.
	 * @return whether it was
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
		return new MutatorException(message, this.mutatorName, report, cause, this.interrupted);
	}

}
