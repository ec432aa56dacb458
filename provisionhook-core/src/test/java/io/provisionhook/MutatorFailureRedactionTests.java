package io.provisionhook;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MutatorException}: neither its message nor its causes contain a
 * secret.
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
	void causePrintsLikeTheFailureWithoutSecrets() {
		this.registry.register(leaking());
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> this.registry.run(this.context, new HashMap<>(Map.of("X_TOKEN", SECRET))))
			.satisfies((ex) -> assertThat(ex).cause()
				.hasToString(IllegalStateException.class.getName() + ": 401 for [redacted]")
				.hasNoCause());
	}

	@Test
	void causesAndSuppressedOnesOfAnyDepthHaveNoSecrets() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			IOException root = new IOException("GET https://bot:" + SECRET + "@git.test");
			root.addSuppressed(new UncheckedIOException(SECRET, new IOException("closing " + SECRET)));
			IllegalStateException failure = new IllegalStateException("no luck",
					new ExecutionException(SECRET, new RuntimeException(root)));
			failure.addSuppressed(root);
			throw failure;
		}));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> this.registry.run(this.context, new HashMap<>(Map.of("X_TOKEN", SECRET))))
			.satisfies((ex) -> {
				StringWriter printed = new StringWriter();
				ex.printStackTrace(new PrintWriter(printed));
				assertThat(printed.toString()).doesNotContain(SECRET)
					.contains("Caused by: java.lang.IllegalStateException: no luck",
							"Caused by: java.util.concurrent.ExecutionException: [redacted]",
							"Caused by: java.io.IOException: GET https://bot:[redacted]@git.test",
							"Suppressed: java.io.UncheckedIOException: [redacted]", getClass().getName() + ".lambda$");
			});
	}

	@Test
	void causesThatGoRoundEnd() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			IllegalStateException first = new IllegalStateException("first");
			IllegalStateException second = new IllegalStateException("second " + env.get("X_TOKEN"), first);
			first.initCause(second);
			first.addSuppressed(second);
			throw first;
		}));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> this.registry.run(this.context, new HashMap<>(Map.of("X_TOKEN", SECRET))))
			.satisfies((ex) -> assertThat(ex).rootCause()
				.hasToString(IllegalStateException.class.getName() + ": second [redacted]"));
	}

	@Test
	void causeOfAFetchHasNoSecrets() {
		this.registry.register(new StubFetchingMutator("a", (context) -> {
			context.redact(SECRET);
			throw new IOException("outer", new IOException(SECRET));
		}));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> this.registry.run(this.context, new HashMap<>()))
			.satisfies((ex) -> assertThat(ex).rootCause().hasToString("java.io.IOException: [redacted]"));
	}

	@Test
	void whatARefusedWriteSuppressedIsGone() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			try {
				env.put("", "1");
			}
			catch (VariableRefusedException ex) {
				ex.addSuppressed(new IOException(SECRET));
				throw ex;
			}
		}));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> this.registry.run(this.context, new HashMap<>(Map.of("X_TOKEN", SECRET))))
			.withCauseInstanceOf(VariableRefusedException.class)
			.satisfies((ex) -> assertThat(ex.getCause()).hasNoSuppressedExceptions());
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
