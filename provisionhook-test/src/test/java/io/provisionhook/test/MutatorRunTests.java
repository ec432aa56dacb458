package io.provisionhook.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.MutatorTimeoutException;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.Registry.ConflictPolicy;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MutatorRun}.
 */
class MutatorRunTests {

	private static final EnvMutator REGION = EnvMutator.of("region", (context, env) -> env.put("REGION", "eu"));

	@Test
	void runPassesBuilderValuesToMutators() {
		WorkspaceRequest request = WorkspaceRequest.named("demo").tenant("acme").build();
		EnvMutator mutator = EnvMutator.of("all", (context, env) -> {
			assertThat(context.workspaceId()).isEqualTo("id-7");
			assertThat(context.request()).isEqualTo(request);
			assertThat(context.remaining()).isBetween(Duration.ofNanos(1), Duration.ofMinutes(2));
			assertThat(env).isEqualTo(Map.of("A", "1", "B", "2", "PATH", "/bin"));
			env.prepend("PATH", "/opt/bin", ":");
		});
		MutatorRun run = MutatorRun.builder(mutator)
			.workspaceId("id-7")
			.request(request)
			.variable("A", "1")
			.variables(Map.of("B", "2"))
			.onTopOf(BaseEnvironment.EMPTY.with(BaseEnvironment.Owner.IMAGE, Map.of("PATH", "/bin")))
			.timeout(Duration.ofMinutes(2))
			.run();
		assertThat(run.failure()).isEmpty();
		assertThat(run.before()).isEqualTo(Map.of("A", "1", "B", "2", "PATH", "/bin"));
		assertThat(run.env()).isEqualTo(Map.of("A", "1", "B", "2", "PATH", "/opt/bin:/bin"));
		assertThat(run.report().changes()).hasSize(1);
	}

	@Test
	void runTakesMutatorsInTheirOrder() {
		EnvMutator second = EnvMutator.of("second",
				(context, env) -> env.computeIfPresent("REGION", (name, value) -> value + "-1"));
		assertThat(MutatorRun.builder(REGION, second).run().env()).isEqualTo(Map.of("REGION", "eu-1"));
	}

	@Test
	void runThatFailsLeavesEnvironmentAsItWasAndKeepsReport() {
		EnvMutator broken = EnvMutator.of("broken", (context, env) -> {
			throw new IllegalStateException("no luck");
		});
		MutatorRun run = MutatorRun.builder(REGION, broken).variable("A", "1").run();
		assertThat(run.failure()).get().isInstanceOf(MutatorException.class);
		assertThat(run.env()).isEqualTo(Map.of("A", "1"));
		assertThat(run.report().mutators()).hasSize(2);
	}

	@Test
	void runWithoutTimeTimesOut() {
		MutatorRun run = MutatorRun.builder(REGION).timeout(Duration.ZERO).run();
		assertThat(run.failure()).get().isInstanceOf(MutatorTimeoutException.class);
	}

	@Test
	void runOfAnInterruptedThreadIsCancelledAndLeavesItInterrupted() {
		Thread.currentThread().interrupt();
		MutatorRun run = MutatorRun.builder(REGION).run();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(run.failure()).get()
			.returns(ProvisionhookException.Reason.CANCELLED, ProvisionhookException::getReason);
	}

	@Test
	void rulesBindMutatorsAndTellWhatIsSecret() {
		VariableRules rules = VariableRules.builder().protect(List.of("A")).secret(List.of("REGION")).build();
		MutatorRun run = MutatorRun.builder(REGION).rules(rules).run();
		assertThat(run.env().isSecret("REGION")).isTrue();
		assertThat(MutatorRun.builder(EnvMutator.of("a", (context, env) -> env.put("A", "1")))
			.rules(rules)
			.run()
			.failure()).get()
			.extracting(Throwable::getMessage)
			.isEqualTo("provisionhook \"a\": variable \"A\" is protected");
	}

	@Test
	void registryIsCustomized() {
		EnvMutator other = EnvMutator.of("other", (context, env) -> env.put("REGION", "us"));
		MutatorRun run = MutatorRun.builder(REGION, other)
			.registry((registry) -> registry.conflicts(ConflictPolicy.FAIL))
			.run();
		assertThat(run.failure()).get()
			.extracting(Throwable::getMessage)
			.asString()
			.contains("was written by \"region\" and \"other\" may not override it");
	}

	@Test
	void runOfSameBuilderTwiceRunsTwice() {
		MutatorRun.Builder builder = MutatorRun.builder(REGION).variable("A", "1");
		assertThat(builder.run().env()).isEqualTo(builder.run().env());
	}

	@Test
	void mutatorWithoutNameIsRefused() {
		MutatorRun.Builder builder = MutatorRun.builder(EnvMutator.of(" ", (context, env) -> env.clear()));
		assertThatIllegalArgumentException().isThrownBy(builder::run).withMessageContaining("null or blank");
	}

	@Test
	void stringHasNamesAndNoValues() {
		EnvMutator mutator = EnvMutator.of("token", (context, env) -> env.putSecret("TOKEN", "s3cr3t"));
		assertThat(MutatorRun.builder(mutator).variable("A", "value-of-a").run())
			.hasToString("MutatorRun[passed, before: [A], after: [A, TOKEN]]");
		EnvMutator broken = EnvMutator.of("broken", (context, env) -> {
			throw new IllegalStateException("no luck");
		});
		assertThat(MutatorRun.builder(broken).run())
			.hasToString("MutatorRun[failed: provisionhook \"broken\": no luck, before: [], after: []]");
	}

}
