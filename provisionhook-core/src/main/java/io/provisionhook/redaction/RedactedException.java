package io.provisionhook.redaction;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A copy of an exception for the log: class name, message, stack trace, causes and
 * suppressed exceptions, without secrets. The methods of the original may throw or block,
 * so they are called once, on the thread that caught it.
 */
final class RedactedException extends Exception {

	private static final int MAX_FAILURES = 50;

	private static final int MAX_FRAMES = 1024;

	private final String type;

	private RedactedException(String type, @Nullable String message, @Nullable Throwable cause) {
		super(message, cause);
		this.type = type;
	}

	/**
	 * Copy a failure without its secrets.
	 * @param failure the failure
	 * @param describe returns the redacted message of a failure, or the name of its class
	 * @return the copy
	 */
	static RedactedException of(Throwable failure, Function<Throwable, String> describe) {
		return of(failure, describe, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	private static RedactedException of(Throwable failure, Function<Throwable, String> describe, Set<Throwable> seen) {
		seen.add(failure);
		Throwable cause = callSafely(failure, Throwable::getCause);
		RedactedException redacted = new RedactedException(failure.getClass().getName(), describe.apply(failure),
				(cause != null && isNext(cause, seen)) ? of(cause, describe, seen) : null);
		redacted.setStackTrace(stackTraceOf(failure));
		for (Throwable suppressed : failure.getSuppressed()) {
			if (isNext(suppressed, seen)) {
				redacted.addSuppressed(of(suppressed, describe, seen));
			}
		}
		return redacted;
	}

	private static boolean isNext(Throwable failure, Set<Throwable> seen) {
		return seen.size() < MAX_FAILURES && !seen.contains(failure);
	}

	private static StackTraceElement[] stackTraceOf(Throwable failure) {
		StackTraceElement[] frames = callSafely(failure, Throwable::getStackTrace);
		return (frames != null)
				? Stream.of(frames).limit(MAX_FRAMES).filter(Objects::nonNull).toArray(StackTraceElement[]::new)
				: new StackTraceElement[0];
	}

	private static <T> @Nullable T callSafely(Throwable failure, Function<Throwable, @Nullable T> method) {
		try {
			return method.apply(failure);
		}
		catch (Throwable ex) {
			return null;
		}
	}

	@Override
	@SuppressWarnings("OverrideThrowableToString") // Prints like the original
	public String toString() {
		String message = String.valueOf(getMessage());
		// Without a message, the description is the name of the class
		return this.type.endsWith("." + message) ? this.type : this.type + ": " + message;
	}

}
