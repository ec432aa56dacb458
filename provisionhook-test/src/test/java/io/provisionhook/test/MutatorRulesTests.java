package io.provisionhook.test;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;

/**
 * Tests for the rules of {@link EnvMutatorContract} about runs and calls.
 */
class MutatorRulesTests {

	@Test
	void mutatorThatWorksOnceIsNoticed() {
		ContractResult.of(WorksOnce.class)
			.hasOnlyBroken("secondRunChangesSameVariables")
			.says("secondRunChangesSameVariables", "provisionhook \"once\": workspace id-0 was here before");
	}

	@Test
	void mutatorThatDoesSomethingElseTheNextTimeIsNoticed() {
		ContractResult.of(DiffersNextTime.class)
			.hasOnlyBroken("secondRunChangesSameVariables")
			.says("secondRunChangesSameVariables", "changes of variables by a second run for the same workspace");
	}

	@Test
	void mutatorThatMixesUpWorkspacesIsNoticed() {
		ContractResult.of(MixesUp.class)
			.hasOnlyBroken("concurrentRunsAreIndependent")
			.says("concurrentRunsAreIndependent",
					"variables that got another value than when the same workspace was alone");
	}

	@Test
	void mutatorThatFailsForSeveralWorkspacesAtOnceIsNoticed() {
		ContractResult.of(OneAtATime.class)
			.hasOnlyBroken("concurrentRunsAreIndependent")
			.says("concurrentRunsAreIndependent", "provisionhook \"one\": busy");
	}

	@Test
	void mutatorThatClearsTheEnvironmentIsNoticed() {
		ContractResult.of(Clears.class)
			.hasOnlyBroken("unrelatedVariablesAreUnchanged", "runWithLargeEnvironmentPasses")
			.says("unrelatedVariablesAreUnchanged", "do not belong to the mutator")
			.says("unrelatedVariablesAreUnchanged", "PROVISIONHOOK_CONTRACT_EMPTY");
	}

	@Test
	void mutatorThatTidiesUpValuesIsNoticed() {
		ContractResult.of(TidiesUp.class)
			.hasOnlyBroken("unrelatedVariablesAreUnchanged")
			.says("unrelatedVariablesAreUnchanged", "[\"PROVISIONHOOK_CONTRACT_LINES\"]");
	}

	@Test
	void mutatorThatTakesVariablesForGrantedIsNoticed() {
		ContractResult.of(TakesForGranted.class)
			.hasOnlyBroken("runWithEmptyEnvironmentPasses")
			.says("runWithEmptyEnvironmentPasses",
					"Expected the run to pass, but it failed: provisionhook \"first\": ");
	}

	@Test
	void mutatorThatExpectsFewVariablesIsNoticed() {
		ContractResult.of(ExpectsFew.class)
			.hasOnlyBroken("runWithLargeEnvironmentPasses")
			.says("runWithLargeEnvironmentPasses", "provisionhook \"few\": 10000 are too many");
	}

	@Test
	void mutatorThatCanNotDoWithoutTimeIsNoticed() {
		ContractResult.of(NeedsTime.class)
			.hasOnlyBroken("callWithoutRemainingTimeEnds")
			.says("callWithoutRemainingTimeEnds", "When context.remaining() is zero, the mutator must end in one"
					+ " clear exception, but java.lang.IllegalArgumentException comes from the JDK");
	}

	@Test
	void mutatorThatTakesNoTimeForAnyTimeIsNoticed() {
		ContractResult.of(TakesAnyTime.class)
			.hasOnlyBroken("callWithoutRemainingTimeEnds")
			.says("callWithoutRemainingTimeEnds", "A call without any time left did not end within 100 ms; it was")
			.says("callWithoutRemainingTimeEnds", "java.lang.Object.wait");
	}

	@Test
	void mutatorThatForgetsTheInterruptIsNoticed() {
		ContractResult.of(ForgetsInterrupt.class)
			.hasOnlyBroken("interruptIsPreserved")
			.says("interruptIsPreserved", "The thread was interrupted, so the call must end in an InterruptedException"
					+ " or leave the interrupt flag set, but it returned without either");
	}

	static class WorksOnce extends BrokenContract {

		WorksOnce() {
			super(WorksOnce::mutator);
		}

		private static EnvMutator mutator() {
			Map<String, String> seen = new ConcurrentHashMap<>();
			return EnvMutator.of("once", (context, env) -> {
				if (seen.put(context.workspaceId(), "") != null) {
					throw new IllegalStateException("workspace " + context.workspaceId() + " was here before");
				}
			});
		}

	}

	static class DiffersNextTime extends BrokenContract {

		DiffersNextTime() {
			super(DiffersNextTime::mutator);
		}

		private static EnvMutator mutator() {
			Map<String, String> seen = new ConcurrentHashMap<>();
			return EnvMutator.of("differs",
					(context, env) -> env.put((seen.put(context.workspaceId(), "") != null) ? "SECOND" : "FIRST", "1"));
		}

	}

	/**
	 * Keeps in a field what belongs to one workspace. All runs at once meet between the
	 * write and the read; the contract has them run on its third mutator.
	 */
	static class MixesUp extends BrokenContract {

		private int mutators;

		MixesUp() {
			super(() -> new ForgetfulMutator(new CyclicBarrier(1)));
		}

		@Override
		protected EnvMutator createMutator() {
			this.mutators++;
			return (this.mutators == 3) ? new ForgetfulMutator(new CyclicBarrier(32)) : super.createMutator();
		}

	}

	private static final class ForgetfulMutator implements EnvMutator {

		private final CyclicBarrier barrier;

		private volatile String workspaceId = "";

		ForgetfulMutator(CyclicBarrier barrier) {
			this.barrier = barrier;
		}

		@Override
		public String name() {
			return "forgetful";
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env)
				throws InterruptedException, BrokenBarrierException, TimeoutException {
			this.workspaceId = context.workspaceId();
			this.barrier.await(15, TimeUnit.SECONDS);
			env.put("WORKSPACE_ID", this.workspaceId);
		}

	}

	static class OneAtATime extends BrokenContract {

		private int mutators;

		OneAtATime() {
			super(() -> new BusyMutator(new CyclicBarrier(1)));
		}

		@Override
		protected EnvMutator createMutator() {
			this.mutators++;
			return (this.mutators == 3) ? new BusyMutator(new CyclicBarrier(32)) : super.createMutator();
		}

	}

	/**
	 * Fails a run that is concurrent with another one.
	 *
	 * @param barrier where they meet
	 */
	private record BusyMutator(CyclicBarrier barrier) implements EnvMutator {

		@Override
		public String name() {
			return "one";
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env)
				throws InterruptedException, BrokenBarrierException, TimeoutException {
			if (this.barrier.await(15, TimeUnit.SECONDS) > 0) {
				throw new IllegalStateException("busy");
			}
		}

	}

	static class Clears extends BrokenContract {

		Clears() {
			super(() -> EnvMutator.of("clears", (context, env) -> {
				env.clear();
				env.put("REGION", "eu-central-1");
			}));
		}

	}

	static class TidiesUp extends BrokenContract {

		TidiesUp() {
			super(() -> EnvMutator.of("tidy", (context, env) -> env.replaceAll((name, value) -> value.strip())));
		}

	}

	static class TakesForGranted extends BrokenContract {

		TakesForGranted() {
			super(() -> EnvMutator.of("first", (context, env) -> env.put("FIRST", env.values().iterator().next())));
		}

	}

	static class ExpectsFew extends BrokenContract {

		ExpectsFew() {
			super(() -> EnvMutator.of("few", (context, env) -> {
				if (env.size() > 1000) {
					throw new IllegalStateException(env.size() + " are too many");
				}
			}));
		}

	}

	static class NeedsTime extends BrokenContract {

		NeedsTime() {
			super(() -> EnvMutator.of("timer",
					(context, env) -> HttpRequest.newBuilder(URI.create("http://localhost"))
						.timeout(context.remaining())
						.build()));
		}

	}

	static class TakesAnyTime extends BrokenContract {

		TakesAnyTime() {
			super(() -> EnvMutator.of("waiter", (context, env) -> Thread.currentThread().join(millis(context))),
					"callWithoutRemainingTimeEnds");
		}

		// join() takes zero for any time, and nobody lives to see their own end
		private static long millis(ProvisionContext context) {
			return context.remaining().isZero() ? 0 : 1;
		}

	}

	static class ForgetsInterrupt extends BrokenContract {

		ForgetsInterrupt() {
			super(() -> EnvMutator.of("deaf", (context, env) -> env.put("DEAF", String.valueOf(Thread.interrupted()))));
		}

	}

}
