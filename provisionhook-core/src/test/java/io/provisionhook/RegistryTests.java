package io.provisionhook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link Registry}: effects of a successful run.
 */
class RegistryTests {

	private final Registry registry = new Registry();

	private final ProvisionContext context = new ManualTime().context();

	private final Map<String, String> env = new HashMap<>();

	@Test
	@DisplayName("ordered execution")
	void runCallsMutatorsInRegistrationOrder() {
		List<String> calls = new ArrayList<>();
		for (String name : List.of("c", "a", "b")) {
			this.registry.register(EnvMutator.of(name, (context, env) -> calls.add(name)));
		}
		this.registry.run(this.context, this.env);
		assertThat(calls).containsExactly("c", "a", "b");
	}

	@Test
	@DisplayName("later sees earlier")
	void runLetsLaterMutatorSeeWritesOfEarlierOne() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		this.registry.register(EnvMutator.of("b", (context, env) -> env.put("B", env.get("A") + "2")));
		this.registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("A", "1"), Map.entry("B", "12"));
	}

	@Test
	void runLetsLaterMutatorOverrideEarlierOne() {
		this.env.put("A", "caller");
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", env.get("A") + " first")));
		this.registry.register(EnvMutator.of("b", (context, env) -> env.put("A", env.get("A") + " second")));
		this.registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("A", "caller first second"));
	}

	@Test
	void runLetsLaterMutatorSeeRemovalByEarlierOne() {
		this.env.put("A", "caller");
		List<Boolean> seen = new ArrayList<>();
		this.registry.register(EnvMutator.of("a", (context, env) -> env.remove("A")));
		this.registry.register(EnvMutator.of("b", (context, env) -> seen.add(env.containsKey("A"))));
		this.registry.run(this.context, this.env);
		assertThat(seen).containsExactly(false);
		assertThat(this.env).isEmpty();
	}

	@Test
	void runKeepsPutAfterRemoval() {
		this.env.put("A", "caller");
		this.registry.register(EnvMutator.of("a", (context, env) -> env.remove("A")));
		this.registry.register(EnvMutator.of("b", (context, env) -> env.put("A", "b")));
		this.registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("A", "b"));
	}

	@Test
	void runLeavesCallersMapAloneUntilAllPassed() {
		List<Map<String, String>> seen = new ArrayList<>();
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		this.registry.register(EnvMutator.of("b", (context, env) -> seen.add(Map.copyOf(this.env))));
		this.registry.run(this.context, this.env);
		assertThat(seen).containsExactly(Map.of());
		assertThat(this.env).containsOnlyKeys("A");
	}

	@Test
	void runTellsMutatorsWhatItKnowsAndTheirOwnDeadline() {
		List<ProvisionContext> seen = new ArrayList<>();
		this.registry.register(EnvMutator.of("a", (context, env) -> seen.add(context)));
		this.registry.run(this.context, this.env);
		assertThat(seen).singleElement().satisfies((context) -> {
			assertThat(context.workspaceId()).isEqualTo(this.context.workspaceId());
			assertThat(context.request()).isSameAs(this.context.request());
			assertThat(context.deadline()).isBefore(this.context.deadline());
		});
	}

	@Test
	void runWithoutMutatorsChangesNothing() {
		this.env.put("A", "1");
		assertThat(this.registry.run(this.context, this.env)).isSameAs(RunReport.EMPTY);
		assertThat(this.env).containsOnly(Map.entry("A", "1"));
	}

	@Test
	void runReportsMutatorsInOrder() {
		this.registry.register(EnvMutator.of("b", (context, env) -> env.put("B", "1")));
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(report.mutators()).extracting(MutatorReport::name).containsExactly("b", "a");
		assertThat(report.mutators()).extracting(MutatorReport::outcome).containsOnly(MutatorOutcome.SUCCESS);
		assertThat(report.duration())
			.isGreaterThanOrEqualTo(report.mutators().get(0).duration().plus(report.mutators().get(1).duration()));
	}

	@Test
	void runWorksOnItsOwnEnvironmentEachTime() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.merge("A", "x", String::concat)));
		Map<String, String> other = new HashMap<>();
		this.registry.run(this.context, this.env);
		this.registry.run(this.context, other);
		this.registry.run(this.context, other);
		assertThat(this.env).containsOnly(Map.entry("A", "x"));
		assertThat(other).containsOnly(Map.entry("A", "xx"));
	}

	@Test
	void runTellsCallersEnvWhatIsSecret() {
		Env env = Env.of(Map.of());
		this.registry.register(EnvMutator.of("a", (context, own) -> own.putSecret("KEY", "correct-horse")));
		this.registry.run(this.context, env);
		assertThat(env).containsOnly(Map.entry("KEY", "correct-horse"));
		assertThat(env.isSecret("KEY")).isTrue();
	}

	@Test
	void runLetsMutatorSeeBaseOfCallersEnv() {
		Env env = Env.onTopOf(BaseEnvironment.EMPTY.with(BaseEnvironment.Owner.IMAGE, Map.of("PATH", "/bin")));
		this.registry.register(EnvMutator.of("a", (context, own) -> own.prepend("PATH", "/opt/bin", ":")));
		this.registry.run(this.context, env);
		assertThat(env).containsOnly(Map.entry("PATH", "/opt/bin:/bin"));
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without NullAway can do this
	void runRefusesNull() {
		assertThatNullPointerException().isThrownBy(() -> this.registry.run(null, this.env))
			.withMessage("'context' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.registry.run(this.context, null))
			.withMessage("'env' must not be null");
	}

}
