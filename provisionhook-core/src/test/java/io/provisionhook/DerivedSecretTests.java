package io.provisionhook;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Registry}: variables whose values contain the secret of another
 * variable.
 */
class DerivedSecretTests {

	private static final String SECRET = "p@ss-w0rd-42";

	private final Registry registry = new Registry();

	private final ProvisionContext context = new ManualTime().context();

	private final Env env = Env.of(Map.of());

	@ParameterizedTest
	@ValueSource(strings = { "postgres://bot:p@ss-w0rd-42@db/x", "postgres://bot:p%40ss-w0rd-42@db/x", "p@ss-w0rd-42",
			"{\"password\": \"p\\u0040ss-w0rd-42\"}", "Ym90OnBAc3MtdzByZC00Mg==" })
	void variableThatContainsASecretIsSecret(String value) {
		this.registry.register(EnvMutator.of("vault", (context, env) -> env.putSecret("DB_KEY", SECRET)));
		this.registry.register(EnvMutator.of("database", (context, env) -> env.put("DATABASE_URL", value)));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(this.env.isSecret("DATABASE_URL")).isTrue();
		assertThat(report.changes()).filteredOn((change) -> change.variable().equals("DATABASE_URL"))
			.singleElement()
			.matches(VariableChange::secret);
		assertThat(report.warnings())
			.containsExactly("variable \"DATABASE_URL\" of \"database\" contains a secret and is treated as secret");
	}

	@Test
	void variableThatWasThereBeforeTheSecretIsSecret() {
		this.env.put("EARLIER", "Bearer " + SECRET);
		this.registry.register(EnvMutator.of("first", (context, env) -> env.put("URL", "https://u:" + SECRET + "@h/")));
		this.registry.register(EnvMutator.of("second", (context, env) -> env.putSecret("KEY", SECRET)));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(this.env.isSecret("URL")).isTrue();
		assertThat(this.env.isSecret("EARLIER")).isTrue();
		assertThat(report.warnings()).containsExactly(
				"variable \"EARLIER\" of \"request\" contains a secret and is treated as secret",
				"variable \"URL\" of \"first\" contains a secret and is treated as secret");
	}

	@Test
	void variableThatContainsADeclaredSecretIsSecret() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			context.redact(SECRET);
			env.put("COMMAND", "login --password " + SECRET);
		}));
		this.registry.run(this.context, this.env);
		assertThat(this.env.isSecret("COMMAND")).isTrue();
	}

	@Test
	void variableOfASkippedMutatorsSecretIsSecret() {
		Registry skipping = Registry.builder()
			.policies((name) -> MutatorPolicy.DEFAULT.withOnFailure(MutatorPolicy.OnFailure.SKIP))
			.build();
		skipping.register(EnvMutator.of("broken", (context, env) -> {
			env.putSecret("KEY", SECRET);
			throw new IllegalStateException("after all");
		}));
		skipping.register(EnvMutator.of("other", (context, env) -> env.put("COPY", SECRET)));
		skipping.run(this.context, this.env);
		assertThat(this.env.isSecret("COPY")).isTrue();
	}

	@Test
	void publicPartsOfASecretMakeNoVariableSecret() {
		this.registry.register(EnvMutator.of("vault",
				(context, env) -> env.putSecret("DATABASE_URL", "postgres://bot:" + SECRET + "@database.internal/x")));
		this.registry.register(EnvMutator.of("config", (context, env) -> env.put("DB_HOST", "database.internal")));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(this.env.isSecret("DB_HOST")).isFalse();
		assertThat(report.warnings()).isEmpty();
	}

	@Test
	void wordThatASecretHasTooMakesNoVariableSecret() {
		this.registry.register(EnvMutator.of("vault",
				(context, env) -> env.putSecret("KEY", "https://hooks.example.com/services/T01/of-the-frontend")));
		this.registry.register(EnvMutator.of("config", (context, env) -> {
			env.put("GROUP", "services");
			env.put("TEAM", "the-frontend-team");
		}));
		assertThat(this.registry.run(this.context, this.env).warnings()).isEmpty();
		assertThat(this.env.isSecret("GROUP")).isFalse();
		assertThat(this.env.isSecret("TEAM")).isFalse();
	}

	@Test
	void restOfADerivedSecretStays() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.putSecret("KEY", SECRET);
			env.put("COMMAND", "login --password " + SECRET + " --interactive");
		}));
		this.registry.run(this.context, this.env);
		assertThat(this.env.redactor().redact(this.env.getOrDefault("COMMAND", "")))
			.isEqualTo("login --password [redacted] --interactive");
	}

}
