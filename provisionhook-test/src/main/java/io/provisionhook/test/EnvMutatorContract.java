package io.provisionhook.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;
import io.provisionhook.WorkspaceRequest;

/**
 * What every mutator has to keep to, as a test to extend. <pre class="code">
 * class RegionMutatorContractTests extends EnvMutatorContract {
 *
 *     protected EnvMutator createMutator() {
 *         return new RegionMutator("eu-central-1");
 *     }
 *
 * }</pre>
 * <p>
 * A mutator that asks a remote system extends {@link FetchingEnvMutatorContract}, which
 * has further rules. Nothing in here waits for ever: a mutator that hangs fails its test.
 * <p>
 * Secrets are looked for in what is written to the standard streams, where most loggers
 * write, and to {@code java.util.logging} at any level. How much other logging systems
 * write is up to their configuration for tests.
 *
 * @since 0.1.0
 */
public abstract class EnvMutatorContract {

	private static final int WORKSPACES_AT_ONCE = 32;

	/**
	 * Create a mutator as operators get it, with nothing left over from another one.
	 * Called at least once for each test.
	 * @return a new mutator, always of the same name
	 * @throws Exception if there is none to be had
	 */
	protected abstract EnvMutator createMutator() throws Exception;

	/**
	 * Return what one of several workspaces is created by. The mutator has to pass for
	 * each of them. To be overridden if the mutator needs more than a name.
	 * @param number the number of the workspace, from 0 to 31
	 * @return the request, always the same for a number
	 */
	protected WorkspaceRequest request(int number) {
		return WorkspaceRequest.named("workspace-" + number).build();
	}

	/**
	 * Return the variables without which the mutator can't do anything. To be overridden
	 * if there are any; they are there in each run.
	 * @return the variables
	 */
	protected Map<String, String> variables() {
		return Map.of();
	}

	/**
	 * Return the secrets that the mutator was configured with, such as passwords and
	 * private keys, and others that it meets. To be overridden if there are any: they are
	 * looked for wherever they must not be, besides the values that the mutator puts as
	 * secrets. So each should be a text that occurs nowhere else.
	 * @return the secrets, each with at least six characters
	 */
	protected Collection<String> secrets() {
		return List.of();
	}

	/**
	 * Return how long anything may take that has no reason to wait: 20 seconds, which is
	 * a lot, so that a busy machine fails no test.
	 * @return the time, far above what the mutator takes
	 */
	protected Duration patience() {
		return Duration.ofSeconds(20);
	}

	@Test
	final void nameStaysTheSame() throws Exception {
		EnvMutator mutator = createMutator();
		EnvMutator other = createMutator();
		List<String> names = new ArrayList<>();
		call("name()", () -> List.of(mutator, mutator, other).forEach((asked) -> names.add(asked.name())));
		Assertions.assertThat(names)
			.as("names of a mutator that was asked twice and of another one, since operators write it into properties")
			.hasSize(3)
			.containsOnly(names.get(0));
	}

	@Test
	final void nameIsFitToBeShown() throws Exception {
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
	final void sideEffectsAreToldAndStayTheSame() throws Exception {
		EnvMutator mutator = createMutator();
		EnvMutator other = createMutator();
		List<SideEffects> told = new ArrayList<>();
		call("sideEffects()", () -> List.of(mutator, mutator, other).forEach((asked) -> told.add(asked.sideEffects())));
		Assertions.assertThat(told)
			.as("side effects of a mutator that was asked twice and of another one, which say what runs in a plan")
			.hasSize(3)
			.doesNotContainNull()
			.containsOnly(told.get(0));
	}

	@Test
	final void planDoesWhatARunDoes() throws Exception {
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
	final void secondRunDoesWhatTheFirstDid() throws Exception {
		EnvMutator mutator = createMutator();
		MutatorRun first = workspaces().runPassing(mutator, 0);
		MutatorRun second = workspaces().runPassing(mutator, 0);
		new RunComparison(first, first).requireSameChanges("a second run for the same workspace", second);
	}

	@Test
	final void runsAtOnceDoNotDisturbEachOther() throws Exception {
		List<MutatorRun> alone = runOneAfterAnother(createMutator());
		List<MutatorRun> again = runOneAfterAnother(createMutator());
		EnvMutator mutator = createMutator();
		List<MutatorRun> together = ConcurrentRuns.of(WORKSPACES_AT_ONCE, patience(),
				(number) -> workspaces().run(mutator, number));
		for (int i = 0; i < WORKSPACES_AT_ONCE; i++) {
			new RunComparison(alone.get(i), again.get(i))
				.requireSame("workspace " + i + " of " + WORKSPACES_AT_ONCE + " that started at once", together.get(i));
		}
	}

	private List<MutatorRun> runOneAfterAnother(EnvMutator mutator) {
		List<MutatorRun> runs = new ArrayList<>();
		for (int i = 0; i < WORKSPACES_AT_ONCE; i++) {
			runs.add(workspaces().runPassing(mutator, i));
		}
		return runs;
	}

	@Test
	final void unrelatedVariablesStayAsTheyAre() throws Exception {
		UnrelatedVariables.requireUntouched(workspaces().runPassing(createMutator(), 0));
	}

	@Test
	final void emptyEnvironmentIsEnough() throws Exception {
		workspaces().with(Map.of()).runPassing(createMutator(), 0);
	}

	@Test
	final void largeEnvironmentIsNoProblem() throws Exception {
		UnrelatedVariables
			.requireUntouched(workspaces().with(UnrelatedVariables.many()).runPassing(createMutator(), 0));
	}

	@Test
	final void callWithoutTimeLeftEndsAtOnce() throws Exception {
		EnvMutator mutator = createMutator();
		ProvisionContext context = workspaces().context(0, Duration.ZERO);
		Throwable failure = call("A call without any time left", () -> mutator.mutateEnv(context, workspaces().env()))
			.failure();
		if (failure != null) {
			ClearFailure.require("When context.remaining() is zero", failure);
		}
	}

	@Test
	final void interruptIsNotLost() throws Exception {
		EnvMutator mutator = createMutator();
		ProvisionContext context = workspaces().context(0, patience());
		call("A call on an interrupted thread", () -> {
			Thread.currentThread().interrupt();
			mutator.mutateEnv(context, workspaces().env());
		}).requireInterruptKept();
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	@ResourceLock(Resources.SYSTEM_ERR)
	final void secretsAreNotShown() throws Exception {
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
		return new ContractWorkspaces(this::request, variables(), UnrelatedVariables.few(), patience());
	}

	final PluginCall call(String what, PluginCall.Action action) {
		return PluginCall.start(action).requireEnd(what, patience());
	}

}
