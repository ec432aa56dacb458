package io.provisionhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link Registry#run} with the context of a plan.
 */
@Timeout(300)
class PlanTests {

	private final ManualTime time = new ManualTime();

	private final ProvisionContext context = this.time.context().forPlan();

	private final List<String> received = new ArrayList<>();

	private final Registry registry = Registry.builder()
		.observer(new RecordingObserver("a", this.received))
		.listener((context, report) -> this.received.add("report"))
		.policies((name) -> MutatorPolicy.DEFAULT
			.withOnFailure(name.startsWith("skip") ? MutatorPolicy.OnFailure.SKIP : MutatorPolicy.OnFailure.ABORT)
			.withEnabled(!name.startsWith("off")))
		.build();

	private final Map<String, String> env = new HashMap<>(Map.of("KEPT", "caller"));

	private final List<String> called = new ArrayList<>();

	@Test
	void contextForPlanIsPlan() {
		ProvisionContext provisioning = this.time.context();
		ProvisionContext plan = provisioning.forPlan();
		assertThat(provisioning.isPlan()).isFalse();
		assertThat(plan.isPlan()).isTrue();
		assertThat(plan.workspaceId()).isEqualTo(provisioning.workspaceId());
		assertThat(plan.request()).isEqualTo(provisioning.request());
		assertThat(plan.generation()).isEqualTo(provisioning.generation());
		assertThat(plan.deadline()).isEqualTo(provisioning.deadline());
		assertThat(plan.until(plan.nanoDeadline() - 1).isPlan()).isTrue();
		assertThat(plan.redactor()).isSameAs(provisioning.redactor());
	}

	@Test
	void mutatorsWithoutSideEffectsRunAndTheOthersWouldRun() {
		register("a", SideEffects.UNKNOWN);
		register("b", SideEffects.NONE);
		register("c", SideEffects.UNKNOWN);
		register("d", SideEffects.NONE_ON_PLAN);
		register("e", SideEffects.UNKNOWN);
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(this.called).containsExactly("b in plan", "d in plan");
		assertThat(report.mutators()).extracting(MutatorReport::name).containsExactly("a", "b", "c", "d", "e");
		assertThat(report.mutators()).extracting(MutatorReport::outcome)
			.containsExactly(MutatorOutcome.WOULD_RUN, MutatorOutcome.SUCCESS, MutatorOutcome.WOULD_RUN,
					MutatorOutcome.SUCCESS, MutatorOutcome.WOULD_RUN);
		assertThat(report.mutators().get(0))
			.isEqualTo(new MutatorReport("a", MutatorOutcome.WOULD_RUN, Duration.ZERO, null, null));
		assertThat(report.changes()).extracting(VariableChange::variable).containsExactly("b", "d");
		assertThat(this.env).containsOnlyKeys("KEPT", "b", "d");
	}

	@Test
	void lambdaHasUnknownSideEffectsByDefault() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		this.registry.register(EnvMutator.of("b", SideEffects.NONE, (context, env) -> env.put("B", "1")));
		this.registry.run(this.context, this.env);
		assertThat(this.env).containsOnlyKeys("KEPT", "B");
		assertThat(this.registry.registrations()).extracting(Registration::sideEffects)
			.containsExactly(SideEffects.UNKNOWN, SideEffects.NONE);
	}

	@Test
	void everyMutatorRunsWhenItIsNoPlan() {
		for (SideEffects sideEffects : SideEffects.values()) {
			register(sideEffects.name(), sideEffects);
		}
		this.registry.run(this.time.context(), this.env);
		assertThat(this.called).containsExactly("NONE", "NONE_ON_PLAN", "UNKNOWN");
		assertThat(this.received).isNotEmpty();
	}

	@Test
	void nothingButMutatorsThatWouldRunIsAPlanToo() {
		register("a", SideEffects.UNKNOWN);
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(report.mutators()).extracting(MutatorReport::outcome).containsExactly(MutatorOutcome.WOULD_RUN);
		assertThat(this.called).isEmpty();
		assertThat(this.env).containsOnlyKeys("KEPT");
	}

	@Test
	void planOfEmptyRegistryIsEmpty() {
		assertThat(this.registry.run(this.context, this.env)).isEqualTo(RunReport.EMPTY);
	}

	@Test
	void disabledMutatorWouldNotRun() {
		register("off", SideEffects.UNKNOWN);
		assertThat(this.registry.run(this.context, this.env).mutators()).isEmpty();
	}

	@Test
	void listenersAndObserverAreNotCalled() {
		register("a", SideEffects.NONE);
		register("b", SideEffects.UNKNOWN);
		this.registry.register(fetching("c", SideEffects.NONE));
		this.registry.run(this.context, this.env);
		assertThat(this.received).isEmpty();
	}

	@Test
	void fetchOfMutatorThatWouldRunIsNotStarted() {
		this.registry.register(fetching("a", SideEffects.UNKNOWN));
		this.registry.register(fetching("b", SideEffects.NONE_ON_PLAN));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(this.called).containsExactly("fetch b in plan", "b in plan");
		assertThat(report.mutators().get(0).fetchDuration()).isNull();
		assertThat(report.mutators().get(1).fetchDuration()).isNotNull();
	}

	@Test
	void reportOfFailedPlanEndsWithTheOneThatFailed() {
		register("a", SideEffects.UNKNOWN);
		register("b", SideEffects.NONE);
		register("c", SideEffects.UNKNOWN);
		this.registry.register(EnvMutator.of("d", SideEffects.NONE, (context, env) -> {
			env.putSecret("KEY", "correct-horse");
			throw new IllegalStateException("refused correct-horse");
		}));
		register("e", SideEffects.UNKNOWN);
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"d\": refused [redacted]")
			.satisfies((ex) -> {
				assertThat(ex.getReport().mutators()).extracting(MutatorReport::name)
					.containsExactly("a", "b", "c", "d");
				assertThat(ex.getReport().mutators()).extracting(MutatorReport::outcome)
					.containsExactly(MutatorOutcome.WOULD_RUN, MutatorOutcome.SUCCESS, MutatorOutcome.WOULD_RUN,
							MutatorOutcome.FAILURE);
			});
		assertThat(this.env).containsOnlyKeys("KEPT");
	}

	@Test
	void skippedMutatorIsReportedInItsPlace() {
		register("a", SideEffects.UNKNOWN);
		this.registry.register(EnvMutator.of("skip", SideEffects.NONE, (context, env) -> {
			throw new IllegalStateException("no");
		}));
		register("b", SideEffects.NONE);
		assertThat(this.registry.run(this.context, this.env).mutators()).extracting(MutatorReport::outcome)
			.containsExactly(MutatorOutcome.WOULD_RUN, MutatorOutcome.SKIPPED, MutatorOutcome.SUCCESS);
	}

	@Test
	void sameMutatorTwiceIsReportedTwice() {
		EnvMutator mutator = mutator("a", () -> SideEffects.NONE);
		this.registry.register(mutator);
		register("b", SideEffects.UNKNOWN);
		this.registry.register(mutator);
		assertThat(this.registry.run(this.context, this.env).mutators()).extracting(MutatorReport::name)
			.containsExactly("a", "b", "a");
		assertThat(this.called).containsExactly("a in plan", "a in plan");
	}

	@Test
	void sideEffectsIsCalledOnce() {
		List<String> asked = new ArrayList<>();
		this.registry.register(mutator("a", () -> {
			asked.add("a");
			return (asked.size() == 1) ? SideEffects.UNKNOWN : SideEffects.NONE;
		}));
		this.registry.run(this.context, this.env);
		this.registry.run(this.time.context(), this.env);
		assertThat(asked).containsExactly("a");
		assertThat(this.called).containsExactly("a");
	}

	@Test
	@SuppressWarnings("NullAway") // A plugin can do this
	void mutatorWithoutSideEffectsAnswerIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.register(mutator("a", () -> null)))
			.withMessage("sideEffects() of mutator io.provisionhook.PlanTests$Mutator must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.register(mutator("a", () -> {
			throw new IllegalStateException("no");
		})))
			.withMessage("sideEffects() of mutator io.provisionhook.PlanTests$Mutator must not throw")
			.withCauseInstanceOf(IllegalStateException.class);
		assertThatNullPointerException().isThrownBy(() -> EnvMutator.of("a", null, (context, env) -> {
		})).withMessage("'sideEffects' must not be null");
		assertThat(this.registry.size()).isZero();
	}

	private void register(String name, SideEffects sideEffects) {
		this.registry.register(mutator(name, () -> sideEffects));
	}

	private EnvMutator mutator(String name, Supplier<@Nullable SideEffects> sideEffects) {
		return new Mutator(name, sideEffects, this.called);
	}

	private EnvMutator fetching(String name, SideEffects sideEffects) {
		return new FetchingMutator(name, sideEffects, this.called);
	}

	private static String describe(String name, ProvisionContext context) {
		return context.isPlan() ? name + " in plan" : name;
	}

	/**
	 * Writes down that it was called.
	 */
	private record Mutator(String name, Supplier<@Nullable SideEffects> answer,
			List<String> called) implements EnvMutator {

		@Override
		@SuppressWarnings("NullAway") // A plugin can do this
		public SideEffects sideEffects() {
			return this.answer.get();
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			this.called.add(describe(this.name, context));
			env.put(this.name, "value");
		}

	}

	/**
	 * Writes down that it fetched.
	 */
	private record FetchingMutator(String name, SideEffects sideEffects,
			List<String> called) implements FetchingEnvMutator<String> {

		@Override
		public String fetch(ProvisionContext context) {
			this.called.add("fetch " + describe(this.name, context));
			return "value";
		}

		@Override
		public void apply(String fetched, ProvisionContext context, Env env) {
			this.called.add(describe(this.name, context));
			env.put(this.name, fetched);
		}

	}

}
