package io.provisionhook.redaction;

import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import io.provisionhook.testsupport.EncodedSecrets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretRedactor}: properties of every secret and every text.
 * <p>
 * The text around a secret is made of pieces that are likely to confuse: escapes, quotes,
 * parts of headers, line breaks. What has to be gone is each form of the secret as a
 * whole, of each of its lines that has enough characters, and all that a base64 text owes
 * to the secret alone.
 */
class SecretRedactorPropertyTests {

	private static final String SEED = "20260101";

	@Property(seed = SEED)
	void noFormOfASecretIsLeft(@ForAll("secrets") String secret, @ForAll("texts") String before,
			@ForAll("texts") String after) {
		assertNoFormIsLeft(SecretRedactor.of(Set.of(secret)), before, secret, after);
	}

	@Property(seed = SEED)
	void noFormOfALineIsLeft(@ForAll("secrets") String secret, @ForAll("texts") String before,
			@ForAll("texts") String after) {
		SecretRedactor redactor = SecretRedactor.of(Set.of(secret));
		for (String line : secret.lines().map(String::strip).toList()) {
			if (line.length() >= SecretRedactor.MIN_LENGTH) {
				assertNoFormIsLeft(redactor, before, line, after);
			}
		}
	}

	@Property(seed = SEED)
	void nothingOfASecretIsLeftInLongerBase64(@ForAll("secrets") String secret, @ForAll("texts") String before,
			@ForAll("texts") String after) {
		String core = EncodedSecrets.insideBase64(before, secret, after);
		String text = EncodedSecrets.base64(Base64.getEncoder(), before + secret + after);
		assertThat(SecretRedactor.of(Set.of(secret)).redact(text)).doesNotContain(core);
	}

	@Property(seed = SEED)
	void nothingOfSeveralSecretsIsLeft(@ForAll("severalSecrets") List<String> secrets,
			@ForAll("texts") String between) {
		String redacted = SecretRedactor.of(secrets).redact(String.join(between, secrets));
		assertThat(secrets).noneMatch((secret) -> withoutReplacements(redacted).contains(secret));
	}

	@Property(seed = SEED)
	void secondRedactionChangesNothing(@ForAll("severalSecrets") List<String> secrets, @ForAll("texts") String text,
			@ForAll("encoders") UnaryOperator<String> encoder) {
		List<String> plain = secrets.stream().map((secret) -> secret.replaceAll("[\\[\\]]", "_")).toList();
		SecretRedactor redactor = SecretRedactor.of(plain);
		String form = encoder.apply(plain.get(0));
		String redacted = redactor.redact(text + form + text + plain.get(plain.size() - 1));
		assertThat(redactor.redact(redacted)).isEqualTo(redacted);
	}

	@Property(seed = SEED)
	void textWithoutSecretIsLeftAlone(@ForAll("secrets") String secret, @ForAll("words") String text) {
		assertThat(SecretRedactor.of(Set.of("1" + secret + "2")).redact(text)).isSameAs(text);
	}

	@Property(seed = SEED)
	void descriptionIsOneLineWithoutSecret(@ForAll("secrets") String secret, @ForAll("texts") String before,
			@ForAll("texts") String after) {
		String described = SecretRedactor.of(Set.of(secret))
			.describe(new IllegalStateException(before + secret + after));
		assertThat(described).doesNotContainPattern("[\\p{Cc}\\u2028\\u2029]").isNotBlank();
		assertThat(withoutReplacements(described)).doesNotContain(secret);
	}

	@Property(seed = SEED, tries = 1_000)
	void noStretchOfASecretIsLeftWhereverItIsCut(@ForAll("structuredSecrets") StructuredSecret secret,
			@ForAll("encoders") UnaryOperator<String> encoder, @ForAll("fractions") double from,
			@ForAll("fractions") double to, @ForAll("texts") String before, @ForAll("texts") String after) {
		String encoded = encoder.apply(secret.text());
		int start = (int) (Math.min(from, to) * encoded.length());
		int end = (int) (Math.max(from, to) * encoded.length());
		String redacted = SecretRedactor.of(Set.of(secret.text()))
			.redact(before + encoded.substring(start, end) + after);
		String readable = withoutReplacements(redacted);
		assertThat(secret.stretches()).noneMatch((stretch) -> readable.contains(stretch));
	}

	@Property(seed = SEED, tries = 1_000)
	void noStretchOfAPartIsLeftInAnyForm(@ForAll("structuredSecrets") StructuredSecret secret,
			@ForAll("texts") String before, @ForAll("texts") String after) {
		SecretRedactor redactor = SecretRedactor.of(Set.of(secret.text()));
		for (String part : secret.parts()) {
			assertNoFormIsLeft(redactor, before, part, after);
		}
	}

	private static void assertNoFormIsLeft(SecretRedactor redactor, String before, String secret, String after) {
		Collection<String> forms = EncodedSecrets.of(secret);
		StringBuilder text = new StringBuilder();
		forms.forEach((form) -> text.append(before).append(form).append(after).append('\n'));
		String redacted = withoutReplacements(redactor.redact(text.toString()));
		assertThat(forms).noneMatch(redacted::contains);
	}

	private static String withoutReplacements(String redacted) {
		return redacted.replace(SecretRedactor.REPLACEMENT, "\ue000");
	}

	@Provide
	Arbitrary<String> secrets() {
		Arbitrary<String> ascii = Arbitraries.strings().withCharRange(' ', '~').ofMinLength(6).ofMaxLength(40);
		Arbitrary<String> awkward = Arbitraries.strings()
			.withChars("'\"\\/%+ $`!&<>=aZ09\n\r\té\u00ff€ #?@:-_~.,;{}[]()|\u0001\u007f")
			.ofMinLength(6)
			.ofMaxLength(20);
		Arbitrary<String> unicode = Arbitraries.strings()
			.ofMinLength(6)
			.ofMaxLength(20)
			.filter(SecretRedactorPropertyTests::isUnicode);
		Arbitrary<String> lines = Arbitraries.strings()
			.alpha()
			.numeric()
			.ofMinLength(4)
			.ofMaxLength(12)
			.list()
			.ofMinSize(2)
			.ofMaxSize(5)
			.flatMap((parts) -> Arbitraries.of("\n", "\r\n").map((end) -> String.join(end, parts) + end));
		Arbitrary<String> repetitive = Arbitraries.strings().withChars("ab'\\%").ofMinLength(6).ofMaxLength(12);
		Arbitrary<String> lengthy = Arbitraries.strings().ascii().ofMinLength(250).ofMaxLength(1_100);
		return Arbitraries
			.frequencyOf(Tuple.of(6, ascii), Tuple.of(6, awkward), Tuple.of(3, unicode), Tuple.of(4, lines),
					Tuple.of(4, repetitive), Tuple.of(1, lengthy))
			.filter((secret) -> !secret.isBlank());
	}

	private static boolean isUnicode(String text) {
		return text.codePoints().noneMatch((c) -> Character.getType(c) == Character.SURROGATE);
	}

	@Provide
	Arbitrary<StructuredSecret> structuredSecrets() {
		return StructuredSecret.any();
	}

	@Provide
	Arbitrary<Double> fractions() {
		return Arbitraries.doubles().between(0, 1);
	}

	@Provide
	Arbitrary<List<String>> severalSecrets() {
		return secrets().list().ofMinSize(1).ofMaxSize(4);
	}

	@Provide
	Arbitrary<UnaryOperator<String>> encoders() {
		return Arbitraries.of(EncodedSecrets.ENCODERS.values());
	}

	@Provide
	Arbitrary<String> texts() {
		Arbitrary<String> pieces = Arbitraries.of("", " ", "\n", "\r\n", "%", "%4", "%41", "\\", "\\u00", "\\\\", "'",
				"\"", "'\\''", "+", "/", "//", ":", "://", "@", "=", "==", "&", "?", ",", "[redacted]", "[", "]",
				"https://", "user:", "host/", "Authorization", "Authorization: ", "Bearer ", "bearer ", "Basic ",
				"token ", "token=", "PRIVATE-TOKEN: ", "X-Vault-Token: ", "dXNlcjpzZWNyZXQ=", "abc123def456",
				"12345678", "x", "é", "🚀", "\u001b[31m", "word");
		return pieces.list().ofMaxSize(6).map((parts) -> String.join("", parts));
	}

	@Provide
	Arbitrary<String> words() {
		return Arbitraries.strings()
			.alpha()
			.ofMinLength(1)
			.ofMaxLength(12)
			.list()
			.ofMaxSize(12)
			.map((words) -> String.join(" ", words));
	}

}
