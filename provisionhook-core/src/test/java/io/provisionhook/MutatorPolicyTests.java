package io.provisionhook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link MutatorPolicy} and its use in a {@link Registry}.
 */
class MutatorPolicyTests {

	private final Registry registry = Registry.builder()
		.policies((name) -> MutatorPolicy.DEFAULT.withEnabled(!name.startsWith("off")))
		.build();

	private final ProvisionContext context = new ManualTime().context();

	@Test
	void defaultIsEnabled() {
		assertThat(MutatorPolicy.DEFAULT.isEnabled()).isTrue();
	}

	@Test
	void withEnabledLeavesOriginalAlone() {
		MutatorPolicy disabled = MutatorPolicy.DEFAULT.withEnabled(false);
		assertThat(disabled.isEnabled()).isFalse();
		assertThat(disabled.withEnabled(true).isEnabled()).isTrue();
		assertThat(disabled.isEnabled()).isFalse();
		assertThat(MutatorPolicy.DEFAULT.isEnabled()).isTrue();
	}

	@Test
	void disabledMutatorDoesNotRun() {
		register("off-1", "on", "off-2");
		Map<String, String> env = new HashMap<>();
		this.registry.run(this.context, env);
		assertThat(env).containsOnlyKeys("on");
	}

	@Test
	void disabledMutatorIsListedAsSuchOnly() {
		register("off-1", "on", "off-2");
		assertThat(this.registry.names()).containsExactly("on");
		assertThat(this.registry.size()).isEqualTo(1);
		assertThat(this.registry.mutators()).extracting(EnvMutator::name).containsExactly("on");
		assertThat(this.registry.disabled()).extracting(Registration::name).containsExactly("off-1", "off-2");
		assertThat(this.registry.disabled()).extracting(Registration::source).containsOnly("test");
		assertThat(this.registry.disabled()).isUnmodifiable();
	}

	@Test
	void policyAppliesToMutatorsRegisteredAfterRun() {
		register("on");
		this.registry.run(this.context, new HashMap<>());
		register("off");
		Map<String, String> env = new HashMap<>();
		this.registry.run(this.context, env);
		assertThat(env).containsOnlyKeys("on");
		assertThat(this.registry.disabled()).extracting(Registration::name).containsExactly("off");
	}

	@Test
	void policyIsAskedForOncePerRegistration() {
		List<String> asked = new ArrayList<>();
		Registry asking = Registry.builder().policies((name) -> {
			asked.add(name);
			return MutatorPolicy.DEFAULT;
		}).build();
		EnvMutator mutator = EnvMutator.of("a", (context, env) -> env.put("A", "1"));
		asking.register(mutator);
		asking.register(mutator);
		asking.run(this.context, new HashMap<>());
		assertThat(asked).containsExactly("a", "a");
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without NullAway can do this
	void builderRefusesNull() {
		assertThatNullPointerException().isThrownBy(() -> Registry.builder().policies(null))
			.withMessage("'policies' must not be null");
		assertThatNullPointerException().isThrownBy(() -> Registry.builder().observer(null))
			.withMessage("'observer' must not be null");
		assertThatNullPointerException().isThrownBy(() -> Registry.builder().listener(null))
			.withMessage("'listener' must not be null");
	}

	private void register(String... names) {
		for (String name : names) {
			this.registry.register(EnvMutator.of(name, (context, env) -> env.put(name, "ran")), "test");
		}
	}

}
