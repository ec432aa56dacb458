package io.provisionhook.workspace.internal;

import io.provisionhook.ProvisionhookException;
import io.provisionhook.ProvisionhookException.Reason;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.report.MutatorOutcome;

/**
 * Thrown if a step of the provisioning of a workspace failed. The message is shown in the
 * record of the workspace.
 */
public final class ProvisioningException extends Exception {

	public ProvisioningException(ProvisionhookException cause) {
		super(cause.getMessage(), cause);
	}

	public ProvisioningException(String step, Throwable cause, SecretRedactor redactor) {
		super(step + ": " + redactor.describe(cause), cause);
	}

	public ProvisioningException(String step, Throwable cause) {
		super(step + ": " + PrintableText.nameOf(cause.getClass()), cause);
	}

	/**
	 * Return the outcome of the step.
	 * @return whether it failed or was cancelled
	 */
	public MutatorOutcome outcome() {
		boolean cancelled = getCause() instanceof InterruptedException
				|| (getCause() instanceof ProvisionhookException ex && ex.getReason() == Reason.CANCELLED);
		return cancelled ? MutatorOutcome.CANCELLED : MutatorOutcome.FAILURE;
	}

}
