package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * A mutator failed. The message reads {@code provisionhook "name": what failed}; the
 * {@linkplain #getCause() cause} is the mutator's own exception.
 *
 * @since 0.1.0
 */
public sealed class MutatorException extends ProvisionhookException permits MutatorTimeoutException {

	private final String mutatorName;

	MutatorException(String message, String mutatorName, RunReport report, @Nullable Throwable cause,
			StackTraceElement @Nullable [] origin) {
		super(message, report, cause, origin);
		this.mutatorName = mutatorName;
	}

	static MutatorException of(String mutatorName, String description, Throwable cause) {
		return new MutatorException(message(mutatorName, description), mutatorName, RunReport.EMPTY, cause,
				originOf(cause));
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
	 * Return the name of the mutator that failed.
	 * @return the mutator's name
	 */
	public final String getMutatorName() {
		return this.mutatorName;
	}

	@Override
	MutatorException copy(String message, RunReport report, @Nullable Throwable cause,
			StackTraceElement @Nullable [] origin) {
		return new MutatorException(message, this.mutatorName, report, cause, origin);
	}

}
