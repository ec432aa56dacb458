package io.provisionhook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link Registry}: registration of mutators.
 */
class RegistryRegistrationTests {

	private final Registry registry = new Registry();

	private final ProvisionContext context = new ManualTime().context();

	private final EnvMutator mutator = EnvMutator.of("a", (context, env) -> env.merge("A", "x", String::concat));

	@Test
	@DisplayName("null mutator dropped")
	void registerDropsNull() {
		this.registry.register(null);
		this.registry.register(null, "test");
		assertThat(this.registry.size()).isZero();
		assertThat(this.registry.disabled()).isEmpty();
	}

	@Test
	@DisplayName("names in registration order")
	void namesAreInRegistrationOrder() {
		for (String name : List.of("c", "a", "b")) {
			this.registry.register(EnvMutator.of(name, (context, env) -> env.put("X", name)));
		}
		assertThat(this.registry.names()).containsExactly("c", "a", "b");
		assertThat(this.registry.mutators()).extracting(EnvMutator::name).containsExactly("c", "a", "b");
		assertThat(this.registry.size()).isEqualTo(3);
	}

	@Test
	void registerOfSameInstanceTwiceRunsItTwice() {
		this.registry.register(this.mutator);
		this.registry.register(this.mutator);
		Map<String, String> env = new HashMap<>();
		RunReport report = this.registry.run(this.context, env);
		assertThat(env).containsOnly(Map.entry("A", "xx"));
		assertThat(report.mutators()).extracting(MutatorReport::name).containsExactly("a", "a");
		assertThat(this.registry.mutators()).containsExactly(this.mutator, this.mutator);
	}

	@Test
	void registerOfTwoMutatorsOfOneNameRunsBoth() {
		List<String> calls = new ArrayList<>();
		this.registry.register(EnvMutator.of("a", (context, env) -> calls.add("first")));
		this.registry.register(EnvMutator.of("a", (context, env) -> calls.add("second")));
		this.registry.run(this.context, new HashMap<>());
		assertThat(calls).containsExactly("first", "second");
	}

	@Test
	void registerRemembersCallingClassAsSource() {
		this.registry.register(this.mutator);
		assertThat(this.registry.registrations()).containsExactly(new Registration("a", this.mutator,
				MutatorPolicy.DEFAULT, RegistryRegistrationTests.class.getName(), SideEffects.UNKNOWN, List.of()));
	}

	@Test
	void registerByMethodReferenceRemembersCallingClassAsSource() {
		List.of(this.mutator).forEach(this.registry::register);
		assertThat(this.registry.registrations()).extracting(Registration::source)
			.containsExactly(RegistryRegistrationTests.class.getName());
	}

	@Test
	void registerRemembersGivenSource() {
		this.registry.register(this.mutator, "bean 'tenantConfig'");
		assertThat(this.registry.registrations()).containsExactly(new Registration("a", this.mutator,
				MutatorPolicy.DEFAULT, "bean 'tenantConfig'", SideEffects.UNKNOWN, List.of()));
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without NullAway can do this
	void registerRefusesNullSource() {
		assertThatNullPointerException().isThrownBy(() -> this.registry.register(this.mutator, null))
			.withMessage("'source' must not be null");
	}

	@Test
	void registerAsksForNameOnce() {
		List<String> names = new ArrayList<>(List.of("first", "second"));
		this.registry.register(new NamedMutator(() -> names.remove(0)));
		this.registry.run(this.context, new HashMap<>());
		assertThat(this.registry.names()).containsExactly("first");
		assertThat(names).containsExactly("second");
	}

	@Test
	void registerDuringRunIsNotPartOfThatRun() {
		List<String> calls = new ArrayList<>();
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			calls.add("a");
			if (this.registry.size() == 1) {
				this.registry.register(EnvMutator.of("b", (late, own) -> calls.add("b")));
			}
		}));
		RunReport report = this.registry.run(this.context, new HashMap<>());
		assertThat(calls).containsExactly("a");
		assertThat(report.mutators()).hasSize(1);
		this.registry.run(this.context, new HashMap<>());
		assertThat(calls).containsExactly("a", "a", "b");
	}

	@Test
	void snapshotsDoNotChange() {
		this.registry.register(this.mutator);
		List<String> names = this.registry.names();
		List<EnvMutator> mutators = this.registry.mutators();
		List<Registration> registrations = this.registry.registrations();
		this.registry.register(this.mutator);
		assertThat(names).hasSize(1).isUnmodifiable();
		assertThat(mutators).hasSize(1).isUnmodifiable();
		assertThat(registrations).hasSize(1).isUnmodifiable();
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without NullAway can do this
	void ofRefusesNull() {
		assertThatNullPointerException().isThrownBy(() -> EnvMutator.of(null, (context, env) -> env.clear()))
			.withMessage("'name' must not be null");
		assertThatNullPointerException().isThrownBy(() -> EnvMutator.of("a", null))
			.withMessage("'mutation' must not be null");
	}

	@Test
	void ofPassesOnWhatTheLambdaThrows() {
		Exception boom = new Exception("boom");
		EnvMutator failing = EnvMutator.of("a", (context, env) -> {
			throw boom;
		});
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> failing.mutateEnv(this.context, Env.of(Map.of())))
			.isSameAs(boom);
	}

}
