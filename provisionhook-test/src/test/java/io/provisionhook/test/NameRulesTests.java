package io.provisionhook.test;

import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;

/**
 * Tests that the contract notices names that operators can't work with.
 */
class NameRulesTests {

	@Test
	void nameThatIsAnotherOneEachTimeIsNoticed() {
		ContractResult.of(NewEachTime.class)
			.hasOnlyBroken("nameIsStable")
			.says("nameIsStable", "since it is part of property names");
	}

	@Test
	void nameThatIsAnotherOneForEachInstanceIsNoticed() {
		ContractResult.of(NewForEachInstance.class).hasOnlyBroken("nameIsStable").says("nameIsStable", "region-");
	}

	@Test
	void nameThatIsMissingIsNoticed() {
		requireUnfit(ContractResult.of(Missing.class), "must not be null or blank");
	}

	@Test
	void nameThatIsBlankIsNoticed() {
		requireUnfit(ContractResult.of(Blank.class), "must not be null or blank");
	}

	@Test
	void nameWithLineBreakIsNoticed() {
		requireUnfit(ContractResult.of(TwoLines.class), "must not contain control characters");
	}

	@Test
	void nameWithBlankAtItsEndIsNoticed() {
		requireUnfit(ContractResult.of(BlankAtTheEnd.class), "must not begin or end with a blank");
	}

	@Test
	void nameThatNeverComesIsNoticed() {
		ContractResult.of(Never.class, "nameIsStable", "nameIsPrintable", "runWithEmptyEnvironmentPasses")
			.says("nameIsStable", "name() did not end within 100 ms; it was\n\tat ")
			.says("nameIsPrintable", "NameRulesTests$Never")
			.says("runWithEmptyEnvironmentPasses", "A run did not end within 100 ms; it was\n\tat ");
	}

	// A registry takes no mutator without a name, so no run begins
	private static void requireUnfit(ContractResult result, String message) {
		result
			.hasOnlyBroken("nameIsPrintable", "secondRunChangesSameVariables", "concurrentRunsAreIndependent",
					"unrelatedVariablesAreUnchanged", "runWithEmptyEnvironmentPasses", "runWithLargeEnvironmentPasses",
					"runShowsNoSecret")
			.says("nameIsPrintable", "name of the mutator, which is in properties, errors and metrics")
			.says("runWithEmptyEnvironmentPasses", message);
	}

	/**
	 * A mutator.
	 *
	 * @param names supplies its names
	 */
	private record NamedMutator(Supplier<@Nullable String> names) implements EnvMutator {

		@Override
		@SuppressWarnings("NullAway")
		public String name() {
			return this.names.get();
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			env.put("REGION", "eu-central-1");
		}

	}

	static class NewEachTime extends BrokenContract {

		NewEachTime() {
			super(NewEachTime::countingMutator);
		}

		private static EnvMutator countingMutator() {
			AtomicInteger count = new AtomicInteger();
			return new NamedMutator(() -> "region-" + count.incrementAndGet());
		}

	}

	static class NewForEachInstance extends BrokenContract {

		NewForEachInstance() {
			super(NewForEachInstance::uniqueMutator);
		}

		private static EnvMutator uniqueMutator() {
			String name = "region-" + UUID.randomUUID();
			return new NamedMutator(() -> name);
		}

	}

	static class Missing extends BrokenContract {

		Missing() {
			super(() -> new NamedMutator(() -> null));
		}

	}

	static class Blank extends BrokenContract {

		Blank() {
			super(() -> new NamedMutator(() -> " "));
		}

	}

	static class TwoLines extends BrokenContract {

		TwoLines() {
			super(() -> new NamedMutator(() -> "region\nmutator"));
		}

	}

	static class BlankAtTheEnd extends BrokenContract {

		BlankAtTheEnd() {
			super(() -> new NamedMutator(() -> "region "));
		}

	}

	static class Never extends BrokenContract {

		Never() {
			super(() -> new NamedMutator(Never::await), "nameIsStable", "nameIsPrintable",
					"runWithEmptyEnvironmentPasses");
		}

		private static String await() {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return "region";
		}

	}

}
