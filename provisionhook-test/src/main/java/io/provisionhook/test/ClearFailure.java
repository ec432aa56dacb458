package io.provisionhook.test;

import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;

import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

import io.provisionhook.VariableRefusedException;

/**
 * Checks that the message of an exception alone explains the failure to an operator.
 */
final class ClearFailure {

	private static final List<Class<? extends Throwable>> ACCIDENTS = List.of(Error.class, NullPointerException.class,
			ClassCastException.class, IndexOutOfBoundsException.class, ArithmeticException.class,
			UnsupportedOperationException.class, ConcurrentModificationException.class, NoSuchElementException.class,
			IllegalMonitorStateException.class);

	private static final Pattern CLASS_NAME = Pattern
		.compile("\\b(?:[a-z]\\w*\\.)+[A-Z][\\w$]*(?:Exception|Error)\\b|^[A-Z][\\w$]*(?:Exception|Error)$");

	private static final Pattern JDK = Pattern.compile("^(?:java|javax|jdk|sun|com\\.sun)\\.");

	private ClearFailure() {
	}

	/**
	 * Require an exception to be clear.
	 * @param when the condition of the failure, the start of the message
	 * @param failure the exception
	 */
	static void require(String when, Throwable failure) {
		String problem = problemOf(failure);
		if (problem != null) {
			Assertions.fail(when + ", the mutator must end in one clear exception, but " + failure.getClass().getName()
					+ " " + problem + placeOf(failure));
		}
	}

	private static @Nullable String problemOf(Throwable failure) {
		if (ACCIDENTS.stream().anyMatch((type) -> type.isInstance(failure))) {
			return "is a programming error";
		}
		String message = failure.getMessage();
		if (message == null || message.isBlank()) {
			return "has no message";
		}
		if (message.chars().anyMatch((character) -> Character.isISOControl(character) || character == '\u2028')) {
			return "has a message with line breaks or other control characters";
		}
		if (CLASS_NAME.matcher(message).find()) {
			return "has a message with a class name in place of the problem";
		}
		if (isFromJdk(failure) && !(failure instanceof VariableRefusedException)) {
			return "comes from the JDK and names neither the failed system nor an action";
		}
		return null;
	}

	private static boolean isFromJdk(Throwable failure) {
		StackTraceElement[] stack = failure.getStackTrace();
		return stack.length > 0 && JDK.matcher(stack[0].getClassName()).find();
	}

	private static String placeOf(Throwable failure) {
		StackTraceElement[] stack = failure.getStackTrace();
		return (stack.length > 0) ? "; thrown at " + stack[0] : "";
	}

}
