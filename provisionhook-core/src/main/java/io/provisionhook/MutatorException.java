package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * A mutator failed, so the run was aborted and nothing that the mutators did was applied.
 * The message reads {@code provisionhook "name": what failed} with all known secrets
 * taken out; the {@linkplain #getCause() cause} is the mutator's own exception, untouched
 * and therefore not fit to be stored or shown.
 *
 * @since 0.1.0
 */
public class MutatorException extends RuntimeException {

	private final String mutatorName;

	MutatorException(String mutatorName, String description, @Nullable Throwable cause) {
		super("provisionhook \"" + mutatorName + "\": " + description, cause);
		this.mutatorName = mutatorName;
	}

	private MutatorException(MutatorException other) {
		super(other.getMessage());
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

	/**
	 * Return a copy that can be handed to whatever records exceptions as a whole.
	 * @return this exception without the cause
	 */
	MutatorException withoutCause() {
		return new MutatorException(this);
	}

}
