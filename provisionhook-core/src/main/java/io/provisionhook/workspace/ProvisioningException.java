package io.provisionhook.workspace;

import org.jspecify.annotations.Nullable;

import io.provisionhook.PrintableText;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.RunReport;
import io.provisionhook.redaction.SecretRedactor;

/**
 * A step on the way to a running workspace failed. The message is what
 * {@link Workspace#lastSampleError()} says.
 */
final class ProvisioningException extends Exception {

	private final transient @Nullable RunReport report;

	ProvisioningException(ProvisionhookException cause) {
		super(cause.getMessage(), cause);
		this.report = cause.getReport();
	}

	ProvisioningException(String step, Throwable cause, SecretRedactor redactor) {
		super(step + ": " + redactor.describe(cause), cause);
		this.report = null;
	}

	ProvisioningException(String step, Throwable cause) {
		super(step + ": " + PrintableText.nameOf(cause.getClass()), cause);
		this.report = null;
	}

	/**
	 * Return what the mutators did until one failed.
	 * @return the report; {@code null} if it was something else that failed
	 */
	@Nullable RunReport getReport() {
		return this.report;
	}

}
