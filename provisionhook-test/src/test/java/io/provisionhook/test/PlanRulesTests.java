package io.provisionhook.test;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the contract notices what a mutator must not do in a plan.
 */
class PlanRulesTests {

	@Test
	void mutatorThatDoesNotTellItsSideEffectsIsNoticed() {
		ContractResult.of(TellsNothing.class, "sideEffectsAreStable")
			.hasOnlyBroken("sideEffectsAreStable")
			.says("sideEffectsAreStable", "which decide whether it runs in a plan");
	}

	@Test
	void mutatorWithChangingSideEffectsIsNoticed() {
		ContractResult.of(ChangesItsMind.class, "sideEffectsAreStable").hasOnlyBroken("sideEffectsAreStable");
	}

	@Test
	void mutatorThatWritesOtherVariablesInAPlanIsNoticed() {
		ContractResult.of(WritesOthers.class)
			.hasOnlyBroken("planChangesSameVariablesAsRun")
			.says("planChangesSameVariablesAsRun", "changes of variables by a plan");
	}

	@Test
	void mutatorThatPlansOnceIsNoticed() {
		ContractResult.of(PlansOnce.class)
			.hasOnlyBroken("planChangesSameVariablesAsRun")
			.says("planChangesSameVariablesAsRun", "provisionhook \"once\": planned before");
	}

	@Test
	void mutatorThatHoldsALeaseIsNoticed() {
		ContractResult.of(HoldsLease.class)
			.hasOnlyBroken("planHoldsNoLease")
			.says("planHoldsNoLease", "leases that are renewed after a plan");
	}

	@Test
	void mutatorThatPrintsASecretInAPlanIsNoticed() {
		ContractResult.of(PrintsSecret.class).hasOnlyBroken("planShowsNoSecret");
	}

	@Test
	void mutatorWithUnknownSideEffectsIsNotPlanned() {
		MutatorRun plan = MutatorRun.builder(EnvMutator.of("a", (context, env) -> env.put("A", "1"))).plan().run();
		assertThat(plan.env()).isEmpty();
		assertThat(plan.report().mutators()).extracting(MutatorReport::outcome)
			.containsExactly(MutatorOutcome.WOULD_RUN);
	}

	static class TellsNothing extends BrokenContract {

		TellsNothing() {
			super(() -> new Mutator(null));
		}

	}

	static class ChangesItsMind extends BrokenContract {

		private static final SideEffects[] ALL = SideEffects.values();

		ChangesItsMind() {
			super(new Supplier<>() {

				private int count;

				@Override
				public EnvMutator get() {
					return new Mutator(ALL[this.count++ % ALL.length]);
				}

			});
		}

	}

	static class WritesOthers extends BrokenContract {

		WritesOthers() {
			super(() -> EnvMutator.of("others", SideEffects.NONE_ON_PLAN,
					(context, env) -> env.put(context.isPlan() ? "PLANNED" : "PROVISIONED", "1")));
		}

	}

	static class PlansOnce extends BrokenContract {

		PlansOnce() {
			super(PlansOnce::mutator);
		}

		private static EnvMutator mutator() {
			AtomicInteger plans = new AtomicInteger();
			return EnvMutator.of("once", SideEffects.NONE_ON_PLAN, (context, env) -> {
				if (context.isPlan() && plans.incrementAndGet() > 1) {
					throw new IllegalStateException("planned before");
				}
			});
		}

	}

	static class HoldsLease extends BrokenContract {

		HoldsLease() {
			super(() -> EnvMutator.of("holder", SideEffects.NONE,
					(context, env) -> env.putSecret("KEY", "correct-horse", new RenewedLease())));
		}

	}

	static class PrintsSecret extends BrokenContract {

		PrintsSecret() {
			super(() -> EnvMutator.of("printer", SideEffects.NONE_ON_PLAN, (context, env) -> {
				env.putSecret("KEY", "correct-horse");
				if (context.isPlan()) {
					System.out.println(env.get("KEY"));
				}
			}));
		}

	}

	/**
	 * Returns the given side effects.
	 *
	 * @param effects the side effects
	 */
	private record Mutator(@Nullable SideEffects effects) implements EnvMutator {

		@Override
		public String name() {
			return "mutator";
		}

		@Override
		@SuppressWarnings("NullAway") // A plugin can do this
		public SideEffects sideEffects() {
			return this.effects;
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
		}

	}

	/**
	 * A renewed lease.
	 */
	private static final class RenewedLease implements Lease {

		@Override
		public Instant expiresAt() {
			return Instant.now().plusSeconds(3600);
		}

		@Override
		public boolean isRenewed() {
			return true;
		}

	}

}
