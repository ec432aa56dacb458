package io.provisionhook.redaction;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretRedactor}.
 */
class SecretRedactorTests {

	@Test
	void secretOfSixCharactersIsRedacted() {
		assertThat(SecretRedactor.of(Set.of("abcdef")).redact("it is abcdef.")).isEqualTo("it is [redacted].");
	}

	@Test
	void secretOfFiveCharactersStays() {
		assertThat(SecretRedactor.of(Set.of("abcde")).redact("it is abcde.")).isEqualTo("it is abcde.");
	}

	@Test
	void emptySecretChangesNothing() {
		assertThat(SecretRedactor.of(Set.of("")).redact("some text")).isEqualTo("some text");
	}

	@Test
	void noSecretsChangeNothing() {
		assertThat(SecretRedactor.of(Set.of()).redact("some text")).isEqualTo("some text");
	}

	@Test
	void repeatedSecretIsRedactedEverywhere() {
		assertThat(SecretRedactor.of(Set.of("abcdef")).redact("abcdefabcdef abcdef"))
			.isEqualTo("[redacted] [redacted]");
	}

	@Test
	void overlappingSecretsLeaveNothing() {
		assertThat(SecretRedactor.of(Set.of("abcdef", "defghi")).redact("<abcdefghi>")).isEqualTo("<[redacted]>");
		assertThat(SecretRedactor.of(Set.of("aaaaaa")).redact("<aaaaaaaa>")).isEqualTo("<[redacted]>");
	}

	@Test
	void replacementIsNotSearchedForSecrets() {
		assertThat(SecretRedactor.of(List.of("abcdef", "redacted")).redact("<abcdef>")).isEqualTo("<[redacted]>");
	}

	@Test
	void longestSecretGoesFirst() {
		assertThat(SecretRedactor.of(List.of("ipsums", "ipsums dolor")).redact("lorem ipsums dolor, ipsums sit"))
			.isEqualTo("lorem [redacted], [redacted] sit");
		assertThat(SecretRedactor.of(List.of("ipsums dolor", "ipsums")).redact("lorem ipsums dolor, ipsums sit"))
			.isEqualTo("lorem [redacted], [redacted] sit");
	}

	@Test
	void shortSecretInsideLongOneDoesNotMatter() {
		assertThat(SecretRedactor.of(Set.of("ipsum", "ipsum dolor")).redact("lorem ipsum dolor, ipsum sit"))
			.isEqualTo("lorem [redacted], ipsum sit");
	}

	@Test
	void duplicateSecretsAreAsOne() {
		assertThat(SecretRedactor.of(List.of("abcdef", "abcdef")).redact("abcdef")).isEqualTo("[redacted]");
	}

	@Test
	void secretIsNotAPattern() {
		assertThat(SecretRedactor.of(Set.of("a.c$1\\(")).redact("a.c$1\\( but not abc$1\\("))
			.isEqualTo("[redacted] but not abc$1\\(");
	}

	@Test
	void secretOfSeveralLinesIsRedacted() {
		assertThat(SecretRedactor.of(Set.of("line 1\nline 2")).redact("<line 1\nline 2>")).isEqualTo("<[redacted]>");
	}

	@Test
	void describeIsTheRedactedMessage() {
		assertThat(SecretRedactor.of(Set.of("abcdef")).describe(new IllegalStateException("no abcdef")))
			.isEqualTo("no [redacted]");
	}

	@Test
	void describeWithoutMessageIsTheClass() {
		SecretRedactor redactor = SecretRedactor.of(Set.of());
		assertThat(redactor.describe(new IllegalStateException())).isEqualTo("IllegalStateException");
		assertThat(redactor.describe(new IllegalStateException(" "))).isEqualTo("IllegalStateException");
		assertThat(redactor.describe(new Custom())).isEqualTo("Custom");
	}

	@Test
	void describeWithoutMessageNamesAnonymousClassToo() {
		assertThat(SecretRedactor.of(Set.of()).describe(new RuntimeException() {
		})).isEqualTo("io.provisionhook.redaction.SecretRedactorTests$1");
	}

	@Test
	void describeIsOneLine() {
		assertThat(SecretRedactor.of(Set.of("line 1\nline 2"))
			.describe(new IllegalStateException("no\r\n\tluck: line 1\nline 2\n"))).isEqualTo("no luck: [redacted]");
	}

	@Test
	void describeHasNoControlCharacters() {
		assertThat(SecretRedactor.of(Set.of()).describe(new IllegalStateException("a\u001b[31mb\u2028c\u0085d  e\0")))
			.isEqualTo("a [31mb c d  e");
	}

	@Test
	void describeOfExceptionThatCannotSayItIsTheClass() {
		assertThat(SecretRedactor.of(Set.of()).describe(new Silent())).isEqualTo("Silent");
	}

	@Test
	void addWhenTextIsRedactedDoesNotWait() throws Exception {
		SecretRedactor redactor = SecretRedactor
			.of(IntStream.range(0, 20_000).mapToObj((i) -> "secret-" + i * 7919L).toList());
		Thread redacting = new Thread(() -> redactor.redact("text"));
		redacting.start();
		while (!isInForms(redacting)) {
			assertThat(redacting.isAlive()).isTrue();
		}
		redactor.add("another-secret");
		assertThat(isInForms(redacting)).isTrue();
		redacting.join();
		assertThat(redactor.redact("another-secret and secret-7919")).isEqualTo("[redacted] and [redacted]");
	}

	private static boolean isInForms(Thread thread) {
		return Stream.of(thread.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().equals(SecretEncodings.class.getName()));
	}

	@Test
	void describeDoesNotShowTheCause() {
		IllegalStateException cause = new IllegalStateException("inner");
		assertThat(SecretRedactor.of(Set.of()).describe(new IllegalStateException("outer", cause))).isEqualTo("outer");
	}

	/**
	 * An exception whose message can't be had.
	 */
	private static final class Silent extends Exception {

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

	}

	/**
	 * An exception of a plugin.
	 */
	private static final class Custom extends Exception {

	}

}
