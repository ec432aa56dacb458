package io.provisionhook;

import java.util.HashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Registry}: names of mutators that it refuses.
 */
class MutatorNameTests {

	private static final String TYPE = "io.provisionhook.NamedMutator";

	private final Registry registry = new Registry();

	@Test
	@SuppressWarnings("NullAway") // A plugin without NullAway can do this
	void registerRefusesNullName() {
		assertRefused(() -> null, "name() of mutator " + TYPE + " must not be null or blank");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t", "\u00a0", "\u2003 \u3000" })
	void registerRefusesBlankName(String name) {
		assertRefused(() -> name, "name() of mutator " + TYPE + " must not be null or blank");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\nb", "a\u0000", "\u001b[31ma", "a\u007f", "a\u0082b" })
	void registerRefusesNameWithControlCharacters(String name) {
		assertRefused(() -> name, "name() of mutator " + TYPE + " must not contain control characters");
	}

	@ParameterizedTest
	@ValueSource(strings = { " a", "a ", "\u00a0a", "a\u3000", "a b " })
	void registerRefusesNameThatBeginsOrEndsWithBlank(String name) {
		assertRefused(() -> name, "name() of mutator " + TYPE + " must not begin or end with a blank");
	}

	@ParameterizedTest
	@ValueSource(strings = { "acme/region", "/", "a/", "a\\b", "100%", "%2F", "a;b", "a[b", "a]b", "[a]", ".", "..",
			"../env", "a/../b" })
	void registerRefusesNameThatIsNoSegmentOfUrlOrPropertyKey(String name) {
		assertRefused(() -> name,
				"name() of mutator " + TYPE + " must not be \".\" or \"..\" and must not contain any of"
						+ " / \\ % ; [ ], since it is part of URLs and property keys");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u2028b", "a\u2029b" })
	void registerRefusesNameWithLineSeparators(String name) {
		assertRefused(() -> name, "name() of mutator " + TYPE + " must not contain control characters");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u202eb", "a\u200bb", "\ufeffa", "a\u2066", "a\u00adb", "a\udb40\udc41" })
	void registerRefusesNameWithFormatCharacters(String name) {
		assertRefused(() -> name, "name() of mutator " + TYPE + " must not contain format characters");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\ud83d", "\ude80a", "\ude80\ud83d" })
	void registerRefusesNameWithHalfASurrogatePair(String name) {
		assertRefused(() -> name, "name() of mutator " + TYPE + " must not contain unpaired surrogates");
	}

	@Test
	void registerRefusesLongName() {
		assertRefused(() -> "n".repeat(256), "name() of mutator " + TYPE + " must not be longer than 255 characters");
		this.registry.register(new NamedMutator(() -> "n".repeat(255)));
		assertThat(this.registry.size()).isEqualTo(1);
	}

	@Test
	void registerAsksForTheNameOnce() {
		AtomicInteger asked = new AtomicInteger();
		this.registry.register(new NamedMutator(() -> "name-" + asked.incrementAndGet()));
		assertThat(this.registry.names()).containsExactly("name-1");
		RunReport report = this.registry.run(new ManualTime().context(), new HashMap<>());
		assertThat(report.mutators()).extracting(MutatorReport::name).containsExactly("name-1");
	}

	@Test
	void registerMakesSourceFitToBeShown() {
		this.registry.register(new NamedMutator(() -> "a"), "x\n\u202e" + "y".repeat(300));
		assertThat(this.registry.registrations()).extracting(Registration::source)
			.containsExactly("x??" + "y".repeat(252) + "...");
	}

	static Stream<Throwable> failuresOfName() {
		return Stream.of(new IllegalStateException("boom"), new NoClassDefFoundError("boom"),
				new StackOverflowError("boom"), new Error("boom"));
	}

	@ParameterizedTest
	@MethodSource("failuresOfName")
	void registerRefusesThrowingNameAndKeepsCause(Throwable boom) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.register(new NamedMutator(() -> {
			if (boom instanceof Error error) {
				throw error;
			}
			throw (RuntimeException) boom;
		}))).withMessage("name() of mutator " + TYPE + " must not throw").withCause(boom);
		assertThat(this.registry.size()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tenant-config", "a.b.c", "...", ".a", "a?b#c", "a:b@c=d,e", "{a}", "grüße", "two words",
			"\ud83d\ude80", "a\ue000", "a\u0378" })
	void registerAcceptsAnyOtherName(String name) {
		this.registry.register(new NamedMutator(() -> name));
		assertThat(this.registry.names()).containsExactly(name);
	}

	private void assertRefused(Supplier<String> name, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.register(new NamedMutator(name)))
			.withMessage(message);
		assertThat(this.registry.size()).isZero();
		assertThat(this.registry.disabled()).isEmpty();
	}

}
