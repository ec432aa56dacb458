package io.provisionhook;

import io.provisionhook.internal.PrintableText;
import io.provisionhook.redaction.SecretRedactor;

/**
 * A variable was not written because its name, its value or an operator's rule is against
 * it. Thrown by the write itself, so its stack trace shows the line that tried. The
 * message names the variable and never shows the value.
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
	 * Return a refusal that can leave the run, with nothing of what a plugin added to it.
	 * @param redactor takes the secrets out
	 * @return the refusal
	 */
	VariableRefusedException redacted(SecretRedactor redactor) {
		VariableRefusedException redacted = new VariableRefusedException(redactor.redact(this.variableName),
				redactor.describe(this));
		redacted.setStackTrace(getStackTrace());
		return redacted;
	}

	/**
	 * Return the name of the variable.
	 * @return the name, {@linkplain PrintableText#of fit to be shown}: shortened if it is
	 * long, and up to the first equals sign, since what is behind that may have been
	 * meant as a value
	 */
	public String getVariableName() {
		return this.variableName;
	}

}
