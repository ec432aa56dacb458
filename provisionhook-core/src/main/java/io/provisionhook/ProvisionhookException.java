package io.provisionhook;

import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A run was aborted and nothing that the mutators did was applied. The message has all
 * known secrets taken out; the {@linkplain #getCause() cause} is what a plugin threw,
 * untouched and therefore not fit to be stored or shown.
 *
 * @since 0.1.0
 */
public abstract class ProvisionhookException extends RuntimeException {

	private static final int MAX_FRAMES = 1024;

	private final transient RunReport report;

	private final transient StackTraceElement @Nullable [] origin;

	ProvisionhookException(String message, RunReport report, @Nullable Throwable cause,
			StackTraceElement @Nullable [] origin) {
		super(message, cause);
		this.report = report;
		this.origin = origin;
	}

	/**
	 * Return where a failure happened. It is asked once, on the thread that it was thrown
	 * on and in the time of the mutator that threw it, since it is a plugin's and may
	 * answer anything or never.
	 * @param failure the failure
	 * @return its stack trace; empty if it does not tell
	 */
	static StackTraceElement[] originOf(Throwable failure) {
		try {
			return Stream.of(failure.getStackTrace())
				.limit(MAX_FRAMES)
				.map(Objects::requireNonNull)
				.toArray(StackTraceElement[]::new);
		}
		catch (Throwable ex) {
			return new StackTraceElement[0];
		}
	}

	/**
	 * Return what the run did until it was aborted.
	 * @return the report
	 */
	public final RunReport getReport() {
		return this.report;
	}

	/**
	 * Return what to throw from this thread, now that it is known what the run did.
	 * @param report what the run did
	 * @return this exception with the report and the stack trace of this thread
	 */
	final ProvisionhookException withReport(RunReport report) {
		return copy(String.valueOf(getMessage()), report, getCause(), this.origin);
	}

	/**
	 * Return a copy that can be handed to whatever records exceptions as a whole. Without
	 * the cause, since nobody has taken the secrets out of its message, but with its
	 * stack trace, since that is where it happened.
	 * @return this exception without the cause
	 */
	final ProvisionhookException withoutCause() {
		ProvisionhookException copy = copy(String.valueOf(getMessage()), this.report, null, this.origin);
		copy.setStackTrace((this.origin != null) ? this.origin : getStackTrace());
		return copy;
	}

	abstract ProvisionhookException copy(String message, RunReport report, @Nullable Throwable cause,
			StackTraceElement @Nullable [] origin);

}
