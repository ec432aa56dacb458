package io.provisionhook.redaction;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What somebody's code threw, as it can be logged: its class, message and stack trace,
 * those of its causes and of what it suppressed included, with secrets taken out. What
 * was thrown may answer anything or never, so it is asked once, where it was thrown.
 */
final class RedactedFailure extends Exception {

	private static final int MAX_FAILURES = 50;

	private static final int MAX_FRAMES = 1024;

	private final String type;

	private RedactedFailure(String type, @Nullable String message, @Nullable Throwable cause) {
		super(message, cause);
		this.type = type;
	}

	/**
	 * Take the secrets out of a failure.
	 * @param failure the failure
	 * @param describe says without secrets what failed, or the name of its class
	 * @return a failure that looks like it
	 */
	static RedactedFailure of(Throwable failure, Function<Throwable, String> describe) {
		return of(failure, describe, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	private static RedactedFailure of(Throwable failure, Function<Throwable, String> describe, Set<Throwable> seen) {
		seen.add(failure);
		Throwable cause = answer(failure, Throwable::getCause);
		RedactedFailure redacted = new RedactedFailure(failure.getClass().getName(), describe.apply(failure),
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
		StackTraceElement[] frames = answer(failure, Throwable::getStackTrace);
		return (frames != null)
				? Stream.of(frames).limit(MAX_FRAMES).filter(Objects::nonNull).toArray(StackTraceElement[]::new)
				: new StackTraceElement[0];
	}

	private static <T> @Nullable T answer(Throwable failure, Function<Throwable, @Nullable T> question) {
		try {
			return question.apply(failure);
		}
		catch (Throwable ex) {
			return null;
		}
	}

	@Override
	@SuppressWarnings("OverrideThrowableToString") // It prints like an exception of
													// another class
	public String toString() {
		String message = String.valueOf(getMessage());
		// Without a message there is the name of the class
		return this.type.endsWith("." + message) ? this.type : this.type + ": " + message;
	}

}
