package io.provisionhook;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Registry}: mutators that throw unexpected exceptions.
 */
class MisbehavingMutatorTests {

	private final Registry registry = new Registry();

	private final ProvisionContext context = new ManualTime().context();

	private final Map<String, String> env = new HashMap<>(Map.of("KEPT", "caller"));

	static Stream<Throwable> failures() {
		return Stream.of(new Exception("boom"), new IOException("boom"), new IllegalArgumentException("boom"),
				new StackOverflowError("boom"), new NoClassDefFoundError("boom"), new AssertionError("boom"),
				new InternalError("boom"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void runWrapsWhateverIsThrown(Throwable failure) {
		this.registry.register(writingAndThrowing(failure));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": boom")
			.satisfies((ex) -> assertThat(ex.getCause()).hasToString(failure.toString()));
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
	}

	@Test
	void runPropagatesOutOfMemoryErrorAndLeavesEnvUntouched() {
		OutOfMemoryError failure = new OutOfMemoryError("boom");
		this.registry.register(writingAndThrowing(failure));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.isSameAs(failure);
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
	}

	@Test
	void runKeepsInterruptFlag() {
		InterruptedException failure = new InterruptedException("stopped");
		this.registry.register(writingAndThrowing(failure));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": stopped")
			.satisfies((ex) -> assertThat(ex.getCause()).hasToString(failure.toString()));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
	}

	@Test
	void runDoesNotInterruptAfterOtherFailures() {
		this.registry.register(writingAndThrowing(new IOException("boom")));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env));
		assertThat(Thread.interrupted()).isFalse();
	}

	static Stream<Throwable> failuresWithoutMessage() {
		return Stream.of(new IllegalStateException(), new IllegalStateException(""), new IllegalStateException(" \t"));
	}

	@ParameterizedTest
	@MethodSource("failuresWithoutMessage")
	void runNamesClassOfFailureWithoutMessage(Throwable failure) {
		this.registry.register(writingAndThrowing(failure));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": IllegalStateException");
	}

	@Test
	void runNamesBothChainsWhenMutatorRunsRegistryOfItsOwn() {
		Registry inner = new Registry();
		inner.register(EnvMutator.of("inner", (context, env) -> {
			throw new IllegalStateException("boom");
		}));
		this.registry.register(EnvMutator.of("outer", inner::run));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"outer\": provisionhook \"inner\": boom");
	}

	@Test
	void runRefusesNullValueFromMutator() {
		this.registry.register(EnvMutator.of("a", MisbehavingMutatorTests::putNull));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": Value of variable 'NEW' must not be null");
	}

	@SuppressWarnings("NullAway") // A plugin without NullAway can do this
	private static void putNull(ProvisionContext context, Env env) {
		env.put("NEW", null);
	}

	private static EnvMutator writingAndThrowing(Throwable failure) {
		return EnvMutator.of("a", (context, env) -> {
			env.put("NEW", "a");
			env.remove("KEPT");
			if (failure instanceof Error error) {
				throw error;
			}
			throw (Exception) failure;
		});
	}

}
