package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * A mutator failed. The message reads {@code provisionhook "name": what failed}; the
 * {@linkplain #getCause() cause} is the mutator's own exception.
 *
 * @since 0.1.0
 */
public class MutatorException extends ProvisionhookException {

	private final String mutatorName;

	MutatorException(String mutatorName, String description, @Nullable Throwable cause) {
		super("provisionhook \"" + mutatorName + "\": " + description, cause);
		this.mutatorName = mutatorName;
	}

	private MutatorException(MutatorException other) {
		super(String.valueOf(other.getMessage()), null);
		this.mutatorName = other.mutatorName;
		setStackTrace(other.getStackTrace());
	}

	/**
	 * Return the name of the mutator that failed.
	 * @return the mutator's name
	 */
	public final String getMutatorName() {
		return this.mutatorName;
	}

	@Override
	MutatorException withoutCause() {
		return new MutatorException(this);
	}

}
