package io.provisionhook.test;

import java.io.IOException;
import java.util.Map;
import java.util.NoSuchElementException;

import org.junit.jupiter.api.Test;

import io.provisionhook.Env;
import io.provisionhook.VariableRefusedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link ClearFailure}.
 */
class ClearFailureTests {

	@Test
	void messageThatSaysWhatHappenedIsClear() {
		requireClear(new IOException("Vault: no secret at secret/data/acme, create it or correct the path"));
		requireClear(new IOException("Vault: no key db.Password at secret/data/acme (NotFoundException)"));
	}

	@Test
	void causeMayBeAnything() {
		requireClear(new IOException("Vault: did not answer", new NullPointerException()));
	}

	@Test
	void refusedVariableIsClear() {
		Throwable refusal = catchThrowable(() -> Env.of(Map.of("", "value")));
		assertThat(refusal).isInstanceOf(VariableRefusedException.class);
		requireClear(refusal);
	}

	@Test
	void exceptionWithoutStackTraceIsClearIfItsMessageIs() {
		Exception failure = new IOException("Vault: sealed");
		failure.setStackTrace(new StackTraceElement[0]);
		requireClear(failure);
	}

	@Test
	void mistakeInTheCodeIsNotClear() {
		String problem = "is a programming error";
		requireUnclear(new NullPointerException("token is missing"), problem);
		requireUnclear(new ClassCastException("not a token"), problem);
		requireUnclear(new ArrayIndexOutOfBoundsException("no token"), problem);
		requireUnclear(new NoSuchElementException("no token"), problem);
		requireUnclear(new StackOverflowError("too many tokens"), problem);
	}

	@Test
	void noMessageIsNotClear() {
		requireUnclear(new IOException(), "has no message");
		requireUnclear(new IOException(" "), "has no message");
	}

	@Test
	void severalLinesAreNotClear() {
		String problem = "has a message with line breaks or other control characters";
		requireUnclear(new IOException("Vault: no secret\n\tat path"), problem);
		requireUnclear(new IOException("Vault: no secret\u2028at path"), problem);
		requireUnclear(new IOException("Vault: \u001b[1mno secret"), problem);
	}

	@Test
	void nameOfAClassIsNotClear() {
		String problem = "has a message with a class name in place of the problem";
		requireUnclear(new RuntimeException(new IOException("Connection reset")), problem);
		requireUnclear(new IOException("Vault: java.net.ConnectException"), problem);
		requireUnclear(new IOException("ConnectException"), problem);
	}

	@Test
	void whatTheJdkThrowsIsNotClear() {
		requireUnclear(catchThrowable(() -> Integer.parseInt("a")),
				"comes from the JDK and names neither the failed system nor an action");
	}

	@Test
	void messageNamesThePlaceAndNotWhatMayBeSecret() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> ClearFailure.require("When the backend fails", new IOException("s3cr3t\n")))
			.withMessageStartingWith("When the backend fails, the mutator must end in one clear exception, but"
					+ " java.io.IOException has a message with line breaks or other control characters; thrown at"
					+ " io.provisionhook.test.ClearFailureTests.")
			.withMessageNotContaining("s3cr3t");
	}

	private static void requireClear(Throwable failure) {
		assertThatCode(() -> ClearFailure.require("Now", failure)).doesNotThrowAnyException();
	}

	private static void requireUnclear(Throwable failure, String problem) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> ClearFailure.require("Now", failure))
			.withMessageContaining(failure.getClass().getName() + " " + problem);
	}

}
