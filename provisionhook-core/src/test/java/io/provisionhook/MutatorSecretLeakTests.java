package io.provisionhook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MutatorException} and {@link RunReport}: mutators that leak a secret.
 */
class MutatorSecretLeakTests {

	private static final String SECRET = "correct-horse";

	private final Registry registry = TimeLimits.of("skip", 10_000, MutatorPolicy.OnFailure.SKIP).build();

	private final ProvisionContext context = new ManualTime().context();

	private final Map<String, String> env = new HashMap<>();

	@Test
	void messageOfTheCauseIsNotShown() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.putSecret("KEY", SECRET);
			throw new IllegalStateException("no access", new IOException("401 for " + SECRET));
		}));
		assertFails("provisionhook \"a\": no access");
	}

	@Test
	void messageThatAnExceptionTakesFromItsCauseIsRedacted() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.putSecret("KEY", SECRET);
			throw new IllegalStateException(new IOException("401 for " + SECRET));
		}));
		assertFails("provisionhook \"a\": java.io.IOException: 401 for [redacted]");
	}

	@Test
	void secretOfASkippedMutatorIsRedactedInLaterErrors() {
		this.registry.register(EnvMutator.of("skip", (context, env) -> {
			env.putSecret("KEY", SECRET);
			throw new IOException("401 for " + SECRET);
		}));
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			throw new IOException("it was " + SECRET);
		}));
		assertFails("provisionhook \"a\": it was [redacted]");
	}

	@Test
	void secretDeclaredInTheContextIsRedacted() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			context.redact(SECRET);
			throw new IOException("401 for " + SECRET);
		}));
		assertFails("provisionhook \"a\": 401 for [redacted]");
	}

	@Test
	void secretInTheNameOfAVariableIsRedacted() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.putSecret("KEY", SECRET);
			env.put(SECRET + "\n", "1");
		}));
		assertFails("provisionhook \"a\": variable \"[redacted]?\" has a control character in its name");
	}

	@Test
	void nameIsTakenOnceBeforeTheMutatorKnowsASecret() {
		List<String> name = new ArrayList<>(List.of("a"));
		this.registry.register(new EnvMutator() {

			@Override
			public String name() {
				return name.get(0);
			}

			@Override
			public void mutateEnv(ProvisionContext context, Env env) {
				env.putSecret("KEY", SECRET);
				name.set(0, SECRET);
				throw new IllegalStateException("boom");
			}

		});
		assertFails("provisionhook \"a\": boom");
		assertThat(this.registry.names()).containsExactly("a");
	}

	@Test
	void nestedRunRedactsForTheOuterOne() {
		Registry inner = new Registry();
		inner.register(EnvMutator.of("inner", (context, env) -> {
			env.putSecret("KEY", SECRET);
			throw new IOException("401 for " + SECRET);
		}));
		this.registry.register(EnvMutator.of("outer", (context, env) -> {
			try {
				inner.run(context, env);
			}
			catch (MutatorException ex) {
				throw new IllegalStateException(String.valueOf(ex.getCause()), ex);
			}
		}));
		assertFails("provisionhook \"outer\": java.io.IOException: 401 for [redacted]");
	}

	@Test
	void contextAndEnvShowNoSecret() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.putSecret("KEY", SECRET);
			context.redact(SECRET);
			throw new IOException(context + " " + env + " " + env.entrySet());
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains("[KEY] [KEY]").doesNotContain("redacted"));
	}

	private void assertFails(String message) {
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.getReport().toString()).doesNotContain(SECRET));
		assertThat(this.env).isEmpty();
	}

}
