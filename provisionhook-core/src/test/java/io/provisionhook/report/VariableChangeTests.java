package io.provisionhook.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ManualTime;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.TimeLimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link VariableChange}: actions and owners.
 */
class VariableChangeTests {

	private final Registry registry = new Registry();

	private final Env env = Env.of(Map.of("REQUESTED", "1"));

	@Test
	void changeHasAction() {
		assertThat(changesOf((env) -> {
			env.put("NEW", "1");
			env.put("REQUESTED", "2");
		})).containsExactly(new VariableChange("NEW", VariableChange.Action.ADDED, "a", null, false, null),
				new VariableChange("REQUESTED", VariableChange.Action.CHANGED, "a", "request", false, null));
		assertThat(changesOf((env) -> env.remove("REQUESTED")))
			.contains(new VariableChange("REQUESTED", VariableChange.Action.REMOVED, "a", "a", false, null));
	}

	@Test
	void changeHasPreviousOwner() {
		this.env.writtenBy("secrets").putSecret("KEY", "correct-horse");
		this.env.writtenBy("git-identity").put("GIT_AUTHOR_NAME", "demo");
		assertThat(changesOf((env) -> env.replaceAll((name, value) -> value + "2"))).containsExactly(
				new VariableChange("REQUESTED", VariableChange.Action.CHANGED, "a", "request", false, null),
				new VariableChange("KEY", VariableChange.Action.CHANGED, "a", "secrets", true, null),
				new VariableChange("GIT_AUTHOR_NAME", VariableChange.Action.CHANGED, "a", "git-identity", false, null));
	}

	@Test
	void ownerOfAMapsVariablesIsTheRequest() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.remove("A")));
		RunReport report = this.registry.run(context(), new HashMap<>(Map.of("A", "1")));
		assertThat(report.changes())
			.containsExactly(new VariableChange("A", VariableChange.Action.REMOVED, "a", "request", false, null));
	}

	@Test
	void earlierMutatorIsTheOwner() {
		this.registry.register(EnvMutator.of("first", (context, env) -> env.put("A", "1")));
		this.registry.register(EnvMutator.of("second", (context, env) -> env.put("A", "2")));
		this.registry.register(EnvMutator.of("third", (context, env) -> env.remove("A")));
		this.registry.register(EnvMutator.of("fourth", (context, env) -> env.put("A", "4")));
		assertThat(this.registry.run(context(), this.env).changes()).containsExactly(
				new VariableChange("A", VariableChange.Action.ADDED, "first", null, false, null),
				new VariableChange("A", VariableChange.Action.CHANGED, "second", "first", false, null),
				new VariableChange("A", VariableChange.Action.REMOVED, "third", "second", false, null),
				new VariableChange("A", VariableChange.Action.ADDED, "fourth", "third", false, null));
	}

	@Test
	void ownerStaysFromRunToRun() {
		changesOf((env) -> env.put("A", "1"));
		Registry later = new Registry();
		later.register(EnvMutator.of("b", (context, env) -> env.put("A", "2")));
		assertThat(later.run(context(), this.env).changes())
			.containsExactly(new VariableChange("A", VariableChange.Action.CHANGED, "b", "a", false, null));
	}

	@Test
	void turnCountsAsAWhole() {
		assertThat(changesOf((env) -> {
			env.put("REQUESTED", "2");
			env.put("REQUESTED", "3");
			env.put("NEW", "1");
			env.put("NEW", "2");
			env.remove("NEW");
			env.put("OTHER", "1");
			env.put("REQUESTED", "4");
			env.remove("REQUESTED");
		})).containsExactly(new VariableChange("REQUESTED", VariableChange.Action.REMOVED, "a", "request", false, null),
				new VariableChange("OTHER", VariableChange.Action.ADDED, "a", null, false, null));
	}

	@Test
	void variableThatEndsUnchangedIsNotReported() {
		assertThat(changesOf((env) -> {
			env.put("REQUESTED", "1");
			env.remove("REQUESTED");
			env.put("REQUESTED", "1");
			env.remove("ABSENT");
			env.put("NEW", "1");
			env.remove("NEW");
		})).isEmpty();
	}

	@Test
	void sameValueAgainDoesNotChangeTheOwner() {
		this.registry.register(EnvMutator.of("first", (context, env) -> env.put("REQUESTED", "1")));
		this.registry.register(EnvMutator.of("second", (context, env) -> env.put("REQUESTED", "2")));
		assertThat(this.registry.run(context(), this.env).changes()).containsExactly(
				new VariableChange("REQUESTED", VariableChange.Action.CHANGED, "second", "request", false, null));
	}

	@Test
	void skippedMutatorOwnsNothing() {
		Registry skipping = TimeLimits.of("skip", 10_000, MutatorPolicy.OnFailure.SKIP).build();
		skipping.register(EnvMutator.of("skip", (context, env) -> {
			env.put("A", "1");
			env.put("REQUESTED", "2");
			throw new IllegalStateException("boom");
		}));
		skipping.register(EnvMutator.of("b", (context, env) -> {
			env.put("A", "2");
			env.put("REQUESTED", "3");
		}));
		assertThat(skipping.run(context(), this.env).changes()).containsExactly(
				new VariableChange("A", VariableChange.Action.ADDED, "b", null, false, null),
				new VariableChange("REQUESTED", VariableChange.Action.CHANGED, "b", "request", false, null));
	}

	@Test
	void secretIsMarkedAsSuch() {
		assertThat(changesOf((env) -> {
			env.putSecret("DECLARED", "1");
			env.put("BY_NAME_TOKEN", "2");
			env.put("PLAIN", "3");
			env.put("LATER", "4");
			env.putSecret("LATER", "5");
			env.putSecret("REQUESTED", "1");
		})).extracting(VariableChange::variable, VariableChange::secret)
			.containsExactly(tuple("DECLARED", true), tuple("BY_NAME_TOKEN", true), tuple("PLAIN", false),
					tuple("LATER", true));
		assertThat(this.env.isSecret("REQUESTED")).isTrue();
	}

	@Test
	void additionNamesTheOwnerBefore() {
		this.registry.register(EnvMutator.of("first", (context, env) -> env.prepend("LIST", "1", ":")));
		this.registry.register(EnvMutator.of("second", (context, env) -> env.append("LIST", "2", ":")));
		assertThat(this.registry.run(context(), this.env).changes()).containsExactly(
				new VariableChange("LIST", VariableChange.Action.ADDED, "first", null, false, null),
				new VariableChange("LIST", VariableChange.Action.CHANGED, "second", "first", false, null));
	}

	private List<VariableChange> changesOf(Consumer<Env> writes) {
		Registry one = new Registry();
		one.register(EnvMutator.of("a", (context, env) -> writes.accept(env)));
		return one.run(context(), this.env).changes();
	}

	private static ProvisionContext context() {
		return new ManualTime().context();
	}

}
