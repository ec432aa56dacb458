package io.provisionhook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Registry}: effects of the first failure.
 */
class RegistryFailureTests {

	private final Registry registry = new Registry();

	private final ProvisionContext context = new ManualTime().context();

	private final Map<String, String> env = new HashMap<>(Map.of("KEPT", "caller", "OTHER", "caller"));

	@Test
	void runWhenMutatorFailsNamesItAndKeepsCause() {
		IllegalStateException boom = new IllegalStateException("boom");
		this.registry.register(failing("a", boom));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": boom")
			.satisfies((ex) -> assertThat(ex.getMutatorName()).isEqualTo("a"))
			.satisfies((ex) -> assertThat(ex.getCause()).hasToString(boom.toString()));
	}

	@Test
	@DisplayName("first error aborts")
	void runWhenMutatorFailsDoesNotRunLaterOnes() {
		List<String> calls = new ArrayList<>();
		this.registry.register(EnvMutator.of("first", (context, env) -> calls.add("first")));
		this.registry.register(failing("a", new IllegalStateException("boom")));
		this.registry.register(EnvMutator.of("last", (context, env) -> calls.add("last")));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env));
		assertThat(calls).containsExactly("first");
	}

	@Test
	void runWhenMutatorFailsLeavesEnvUntouched() {
		this.registry.register(EnvMutator.of("first", (context, env) -> {
			env.put("NEW", "first");
			env.put("KEPT", "first");
			env.remove("OTHER");
		}));
		this.registry.register(failing("a", new IllegalStateException("boom")));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env));
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"), Map.entry("OTHER", "caller"));
	}

	@Test
	void runWhenMutatorFailsHalfWayLeavesEnvUntouched() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.put("NEW", "a");
			env.clear();
			throw new IllegalStateException("boom");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env));
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"), Map.entry("OTHER", "caller"));
	}

	@Test
	void runAfterFailedRunStartsAfresh() {
		List<Integer> attempts = new ArrayList<>();
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			attempts.add(env.size());
			env.put("A", "1");
			if (attempts.size() == 1) {
				throw new IllegalStateException("boom");
			}
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env));
		this.registry.run(this.context, this.env);
		assertThat(attempts).containsExactly(2, 2);
		assertThat(this.env).containsEntry("A", "1");
	}

	private static EnvMutator failing(String name, RuntimeException failure) {
		return EnvMutator.of(name, (context, env) -> {
			throw failure;
		});
	}

}
