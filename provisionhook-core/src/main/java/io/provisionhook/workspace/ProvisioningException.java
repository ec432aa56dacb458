package io.provisionhook.workspace;

import io.provisionhook.ProvisionhookException;
import io.provisionhook.SecretRedactor;

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

}
