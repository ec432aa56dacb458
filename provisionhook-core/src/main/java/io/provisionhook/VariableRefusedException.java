package io.provisionhook;

import io.provisionhook.redaction.SecretRedactor;

/**
 * Thrown when a variable is not written because its name or value is invalid or a rule of
 * the operator forbids it. Thrown by the write itself, so the stack trace shows the line
 * of the plugin. The message names the variable and never contains the value.
 *
 * @since 0.1.0
 * @see VariableRules
 */
public final class VariableRefusedException extends IllegalArgumentException {

	private final String variableName;

	VariableRefusedException(String variableName, String message) {
		super(message);
		this.variableName = variableName;
	}

	/**
	 * Return a copy that may leave the run: redacted, and without suppressed exceptions
	 * or a cause that a plugin added.
	 * @param redactor the redactor
	 * @return the copy
	 */
	VariableRefusedException redacted(SecretRedactor redactor) {
		VariableRefusedException redacted = new VariableRefusedException(redactor.redact(this.variableName),
				redactor.describe(this));
		redacted.setStackTrace(getStackTrace());
		return redacted;
	}

	/**
	 * Return the name of the variable.
	 * @return the name without unprintable characters, shortened if it is long, and only
	 * up to the first equals sign, since the rest may have been meant as a value
	 */
	public String getVariableName() {
		return this.variableName;
	}

}
