package io.provisionhook.workspace;

import io.provisionhook.ProvisionhookException;
import io.provisionhook.RunCancelledException;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.report.MutatorOutcome;

/**
 * A step on the way to a running workspace failed. The message is what
 * {@link Workspace#lastSampleError()} says.
 */
final class ProvisioningException extends Exception {

	ProvisioningException(ProvisionhookException cause) {
		super(cause.getMessage(), cause);
	}

	ProvisioningException(String step, Throwable cause, SecretRedactor redactor) {
		super(step + ": " + redactor.describe(cause), cause);
	}

	ProvisioningException(String step, Throwable cause) {
		super(step + ": " + PrintableText.nameOf(cause.getClass()), cause);
	}

	/**
	 * Return how the step ended.
	 * @return whether it failed, or was given up on since nobody wants it any more
	 */
	MutatorOutcome outcome() {
		boolean cancelled = getCause() instanceof InterruptedException || getCause() instanceof RunCancelledException;
		return cancelled ? MutatorOutcome.CANCELLED : MutatorOutcome.FAILURE;
	}

}
