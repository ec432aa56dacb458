package io.provisionhook;

import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Registry}: which names of mutators it refuses.
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
	@ValueSource(strings = { "", " ", "\t" })
	void registerRefusesBlankName(String name) {
		assertRefused(() -> name, "name() of mutator " + TYPE + " must not be null or blank");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\nb", "a\u0000", "\u001b[31ma", "a\u007f", "a\u0082b" })
	void registerRefusesNameWithControlCharacters(String name) {
		assertRefused(() -> name, "name() of mutator " + TYPE + " must not contain control characters");
	}

	@Test
	void registerRefusesThrowingNameAndKeepsCause() {
		IllegalStateException boom = new IllegalStateException("boom");
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.register(new NamedMutator(() -> {
			throw boom;
		}))).withMessage("name() of mutator " + TYPE + " must not throw").withCause(boom);
		assertThat(this.registry.size()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tenant-config", "a.b/c", "grüße", "two words" })
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
