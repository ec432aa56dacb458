package io.provisionhook;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Env}: each write operation takes part in a run.
 */
class EnvWriteTests {

	private final Registry registry = new Registry();

	private final ProvisionContext context = new ManualTime().context();

	@ParameterizedTest
	@EnumSource(EnvWrite.class)
	void writeEndsInCallersMap(EnvWrite write) {
		Map<String, String> env = new LinkedHashMap<>();
		EnvWrite.BEFORE.forEach((entry) -> env.put(entry.getKey(), entry.getValue()));
		this.registry.register(EnvMutator.of("a", (context, own) -> write.to(own)));
		this.registry.run(this.context, env);
		assertThat(env).containsExactlyInAnyOrderEntriesOf(write.after());
	}

	@ParameterizedTest
	@EnumSource(EnvWrite.class)
	void writeEndsInCallersEnv(EnvWrite write) {
		Env env = EnvWrite.environment();
		this.registry.register(EnvMutator.of("a", (context, own) -> write.to(own)));
		this.registry.run(this.context, env);
		assertThat(env).containsExactlyInAnyOrderEntriesOf(write.after());
	}

	@ParameterizedTest
	@EnumSource(EnvWrite.class)
	void writeIsSeenByTheMutatorItselfAndByTheNextOne(EnvWrite write) {
		this.registry.register(EnvMutator.of("a", (context, own) -> {
			write.to(own);
			assertThat(own).containsExactlyInAnyOrderEntriesOf(write.after()).hasSameSizeAs(write.after());
		}));
		this.registry.register(EnvMutator.of("b",
				(context, own) -> assertThat(own).containsExactlyInAnyOrderEntriesOf(write.after())));
		assertThat(this.registry.run(this.context, EnvWrite.environment()).mutators()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource(EnvWrite.class)
	void writeIsUndoneByFailure(EnvWrite write) {
		Env env = EnvWrite.environment();
		this.registry.register(EnvMutator.of("a", (context, own) -> {
			write.to(own);
			throw new IllegalStateException("boom");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, env))
			.withMessage("provisionhook \"a\": boom");
		assertThat(env).containsExactlyInAnyOrderEntriesOf(EnvWrite.environment());
	}

	@ParameterizedTest
	@EnumSource(EnvWrite.class)
	void writeChangesAnEnvOutsideOfARun(EnvWrite write) {
		Env env = EnvWrite.environment();
		write.to(env);
		assertThat(env).containsExactlyInAnyOrderEntriesOf(write.after());
	}

}
