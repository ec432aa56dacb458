package io.provisionhook;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MutatorException}: its message holds no secret.
 */
class MutatorFailureRedactionTests {

	private static final String SECRET = "correct-horse";

	private final Registry registry = new Registry();

	private final ProvisionContext context = new ManualTime().context();

	@Test
	void secretPutByFailingMutatorIsRedacted() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.putSecret("KEY", SECRET);
			throw new IllegalStateException("401 for " + SECRET);
		}));
		assertMessage(new HashMap<>(), "provisionhook \"a\": 401 for [redacted]");
	}

	@Test
	void secretPutByEarlierMutatorIsRedacted() {
		this.registry.register(EnvMutator.of("first", (context, env) -> env.putSecret("KEY", SECRET)));
		this.registry.register(leaking());
		assertMessage(new HashMap<>(), "provisionhook \"a\": 401 for [redacted]");
	}

	@Test
	void secretRemovedByFailingMutatorIsRedacted() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.putSecret("KEY", SECRET);
			env.put("KEY", "another-horse");
			env.remove("KEY");
			throw new IllegalStateException(SECRET + " or another-horse");
		}));
		assertMessage(new HashMap<>(), "provisionhook \"a\": [redacted] or [redacted]");
	}

	@Test
	void secretOfCallersEnvIsRedacted() {
		Env env = Env.of(Map.of());
		env.putSecret("KEY", SECRET);
		this.registry.register(leaking());
		assertMessage(env, "provisionhook \"a\": 401 for [redacted]");
	}

	@Test
	void secretByNameInCallersMapIsRedacted() {
		this.registry.register(leaking());
		assertMessage(new HashMap<>(Map.of("X_TOKEN", SECRET)), "provisionhook \"a\": 401 for [redacted]");
	}

	@Test
	void secretByNamePutByFailingMutatorIsRedacted() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.put("X_TOKEN", SECRET);
			throw new IllegalStateException("401 for " + SECRET);
		}));
		assertMessage(new HashMap<>(), "provisionhook \"a\": 401 for [redacted]");
	}

	@Test
	void valueThatIsNoSecretStays() {
		this.registry.register(leaking());
		assertMessage(new HashMap<>(Map.of("X_NAME", SECRET)), "provisionhook \"a\": 401 for " + SECRET);
	}

	@Test
	void causeStaysAsItWas() {
		this.registry.register(leaking());
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> this.registry.run(this.context, new HashMap<>(Map.of("X_TOKEN", SECRET))))
			.satisfies((ex) -> assertThat(ex.getCause()).hasMessage("401 for " + SECRET));
	}

	@Test
	void callersEnvLearnsSecretsOfFailedRun() {
		Env env = Env.of(Map.of("KEPT", "caller"));
		this.registry.register(EnvMutator.of("a", (context, own) -> {
			own.putSecret("KEY", SECRET);
			throw new IllegalStateException("boom");
		}));
		assertMessage(env, "provisionhook \"a\": boom");
		assertThat(env).containsOnly(Map.entry("KEPT", "caller"));
		assertThat(env.isSecret("KEY")).isTrue();
		assertThat(env.redactor().redact("it was " + SECRET)).isEqualTo("it was [redacted]");
	}

	private static EnvMutator leaking() {
		return EnvMutator.of("a", (context, env) -> {
			throw new IllegalStateException("401 for " + SECRET);
		});
	}

	private void assertMessage(Map<String, String> env, String message) {
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, env))
			.withMessage(message);
	}

}
