package io.provisionhook.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;
import io.provisionhook.WorkspaceRequest;

/**
 * Contract test of an {@link EnvMutator}, to extend by the author of a plugin. Each
 * inherited test verifies one rule:
 * <ul>
 * <li>{@code name()} and {@code sideEffects()} return the same value for each instance,
 * and the name has no control characters.</li>
 * <li>A second run and concurrent runs change the same variables in the same way.</li>
 * <li>Variables of others stay unchanged, in an empty and in a large environment.</li>
 * <li>A plan changes the same variables as a run, and holds no lease.</li>
 * <li>A call without remaining time ends, and an interrupt is preserved.</li>
 * <li>No secret appears in the output, the report or {@code toString()}.</li>
 * </ul>
 * A subclass creates the mutator, and overrides the methods that describe its input:
 * <pre class="code">
 * class RegionMutatorContractTests extends EnvMutatorContract {
 *
 *     &#64;Override
 *     protected EnvMutator createMutator() {
 *         return new RegionMutator(Map.of("acme", "eu-central-1"));
 *     }
 *
 *     &#64;Override
 *     protected WorkspaceRequest request(int number) {
 *         return WorkspaceRequest.named("workspace-" + number).tenant("acme").build();
 *     }
 *
 * }</pre>
 * <p>
 * For a mutator that calls a remote system, extend {@link FetchingEnvMutatorContract},
 * which has more rules. A mutator that hangs fails its test after {@link #timeout()}.
 * <p>
 * The output that is searched for secrets is that of the standard streams and of
 * {@code java.util.logging} at any level. The level of other logging systems depends on
 * their configuration for tests.
 *
 * @since 0.1.0
 */
public abstract class EnvMutatorContract {

	private static final int CONCURRENT_RUNS = 32;

	/**
	 * Create the mutator in its usual configuration. Called at least once for each test.
	 * @return a new mutator without shared state, always with the same name
	 * @throws Exception if the creation fails
	 */
	protected abstract EnvMutator createMutator() throws Exception;

	/**
	 * Return the request of a workspace. The mutator must pass for each of them. Override
	 * this if the mutator requires more than a name.
	 * @param number number of the workspace, from 0 to 31
	 * @return the request, always the same for a number
	 */
	protected WorkspaceRequest request(int number) {
		return WorkspaceRequest.named("workspace-" + number).build();
	}

	/**
	 * Return the variables that the mutator requires in the environment. Override this if
	 * there are any.
	 * @return the variables of every run
	 */
	protected Map<String, String> variables() {
		return Map.of();
	}

	/**
	 * Return the secrets of the configuration, such as passwords and private keys, and
	 * other secrets that the mutator receives. Override this if there are any. No output
	 * may contain them, or a value that the mutator sets as a secret, so each must be a
	 * unique text.
	 * @return the secrets, each with at least six characters
	 */
	protected Collection<String> secrets() {
		return List.of();
	}

	/**
	 * Return the maximum time of an operation that must not block. Defaults to 20
	 * seconds, so that no test fails on a busy machine.
	 * @return the timeout, much longer than a usual run
	 */
	protected Duration timeout() {
		return Duration.ofSeconds(20);
	}

	@Test
	final void nameIsStable() throws Exception {
		EnvMutator mutator = createMutator();
		EnvMutator other = createMutator();
		List<String> names = new ArrayList<>();
		call("name()", () -> List.of(mutator, mutator, other).forEach((asked) -> names.add(asked.name())));
		Assertions.assertThat(names)
			.as("names of a mutator that was asked twice and of another one, since it is part of property names")
			.hasSize(3)
			.containsOnly(names.get(0));
	}

	@Test
	final void nameIsPrintable() throws Exception {
		EnvMutator mutator = createMutator();
		List<String> names = new ArrayList<>();
		call("name()", () -> names.add(mutator.name()));
		Assertions.assertThat(names).hasSize(1);
		Assertions.assertThat(names.get(0))
			.as("name of the mutator, which is in properties, errors and metrics")
			.isNotBlank()
			.doesNotMatch("(?s)^\\s.*|.*\\s$")
			.doesNotMatch("(?s).*[\\p{Cc}\\u2028\\u2029].*");
	}

	@Test
	final void sideEffectsAreStable() throws Exception {
		EnvMutator mutator = createMutator();
		EnvMutator other = createMutator();
		List<SideEffects> effects = new ArrayList<>();
		call("sideEffects()",
				() -> List.of(mutator, mutator, other).forEach((asked) -> effects.add(asked.sideEffects())));
		Assertions.assertThat(effects)
			.as("side effects of a mutator that was asked twice and of another one, which decide whether it runs in a plan")
			.hasSize(3)
			.doesNotContainNull()
			.containsOnly(effects.get(0));
	}

	@Test
	final void planChangesSameVariablesAsRun() throws Exception {
		EnvMutator mutator = createMutator();
		if (mutator.sideEffects() != SideEffects.UNKNOWN) {
			MutatorRun plan = workspaces().planPassing(mutator, 0);
			MutatorRun again = workspaces().planPassing(mutator, 0);
			MutatorRun run = workspaces().runPassing(createMutator(), 0);
			new RunComparison(plan, plan).requireSame("a second plan for the same workspace", again);
			new RunComparison(run, run).requireSameChanges("a plan", plan);
		}
	}

	@Test
	final void planHoldsNoLease() throws Exception {
		EnvMutator mutator = createMutator();
		if (mutator.sideEffects() != SideEffects.UNKNOWN) {
			Assertions.assertThat(workspaces().planPassing(mutator, 0).env().leases())
				.as("leases that are renewed after a plan, by variable")
				.allSatisfy((variable, lease) -> Assertions.assertThat(lease.isRenewed()).isFalse());
		}
	}

	@Test
	final void secondRunChangesSameVariables() throws Exception {
		EnvMutator mutator = createMutator();
		MutatorRun first = workspaces().runPassing(mutator, 0);
		MutatorRun second = workspaces().runPassing(mutator, 0);
		new RunComparison(first, first).requireSameChanges("a second run for the same workspace", second);
	}

	@Test
	final void concurrentRunsAreIndependent() throws Exception {
		List<MutatorRun> sequential = runSequentially(createMutator());
		List<MutatorRun> again = runSequentially(createMutator());
		List<MutatorRun> concurrent = runConcurrently(createMutator());
		for (int i = 0; i < CONCURRENT_RUNS; i++) {
			new RunComparison(sequential.get(i), again.get(i))
				.requireSame("workspace " + i + " of " + CONCURRENT_RUNS + " that started at once", concurrent.get(i));
		}
	}

	private List<MutatorRun> runSequentially(EnvMutator mutator) {
		List<MutatorRun> runs = new ArrayList<>();
		for (int i = 0; i < CONCURRENT_RUNS; i++) {
			runs.add(workspaces().runPassing(mutator, i));
		}
		return runs;
	}

	private List<MutatorRun> runConcurrently(EnvMutator mutator) {
		CountDownLatch ready = new CountDownLatch(CONCURRENT_RUNS);
		AtomicReferenceArray<MutatorRun> results = new AtomicReferenceArray<>(CONCURRENT_RUNS);
		List<SupervisedCall> calls = new ArrayList<>();
		for (int i = 0; i < CONCURRENT_RUNS; i++) {
			int number = i;
			calls.add(SupervisedCall.start(() -> {
				ready.countDown();
				ready.await();
				results.set(number, workspaces().run(mutator, number));
			}));
		}
		List<MutatorRun> runs = new ArrayList<>();
		for (int i = 0; i < CONCURRENT_RUNS; i++) {
			calls.get(i).requireReturn("Run " + i + " of " + CONCURRENT_RUNS + " at once", timeout());
			runs.add(results.get(i));
		}
		return runs;
	}

	@Test
	final void unrelatedVariablesAreUnchanged() throws Exception {
		UnrelatedVariables.requireUntouched(workspaces().runPassing(createMutator(), 0));
	}

	@Test
	final void runWithEmptyEnvironmentPasses() throws Exception {
		workspaces().with(Map.of()).runPassing(createMutator(), 0);
	}

	@Test
	final void runWithLargeEnvironmentPasses() throws Exception {
		UnrelatedVariables
			.requireUntouched(workspaces().with(UnrelatedVariables.many()).runPassing(createMutator(), 0));
	}

	@Test
	final void callWithoutRemainingTimeEnds() throws Exception {
		EnvMutator mutator = createMutator();
		ProvisionContext context = workspaces().context(0, Duration.ZERO);
		Throwable failure = call("A call without any time left", () -> mutator.mutateEnv(context, workspaces().env()))
			.failure();
		if (failure != null) {
			ClearFailure.require("When context.remaining() is zero", failure);
		}
	}

	@Test
	final void interruptIsPreserved() throws Exception {
		EnvMutator mutator = createMutator();
		ProvisionContext context = workspaces().context(0, timeout());
		call("A call on an interrupted thread", () -> {
			Thread.currentThread().interrupt();
			mutator.mutateEnv(context, workspaces().env());
		}).requireInterruptPreserved();
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	@ResourceLock(Resources.SYSTEM_ERR)
	final void runShowsNoSecret() throws Exception {
		try (CapturedOutput output = new CapturedOutput()) {
			EnvMutator mutator = createMutator();
			MutatorRun run = workspaces().runPassing(mutator, 0);
			KnownSecrets secrets = new KnownSecrets(secrets(), run.env());
			output.requireFreeOf(secrets);
			secrets.requireAbsentFrom(mutator);
			secrets.requireAbsentFrom(run);
		}
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	@ResourceLock(Resources.SYSTEM_ERR)
	final void planShowsNoSecret() throws Exception {
		try (CapturedOutput output = new CapturedOutput()) {
			EnvMutator mutator = createMutator();
			if (mutator.sideEffects() != SideEffects.UNKNOWN) {
				MutatorRun plan = workspaces().planPassing(mutator, 0);
				KnownSecrets secrets = new KnownSecrets(secrets(), plan.env());
				output.requireFreeOf(secrets);
				secrets.requireAbsentFrom(plan);
			}
		}
	}

	final ContractWorkspaces workspaces() {
		return new ContractWorkspaces(this::request, variables(), UnrelatedVariables.few(), timeout());
	}

	final SupervisedCall call(String what, SupervisedCall.Action action) {
		return SupervisedCall.start(action).requireEnd(what, timeout());
	}

}
