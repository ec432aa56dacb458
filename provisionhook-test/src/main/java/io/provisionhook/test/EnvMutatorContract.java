package io.provisionhook.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.VariableChange;
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
 *
 * @since 0.1.0
 */
public abstract class EnvMutatorContract {

	private static final int CONCURRENT_RUNS = 32;

	/**
	 * Create a mutator as operators get it, with nothing left over from another one.
	 * Called at least once for each test.
	 * @return a new mutator, always of the same name
	 */
	protected abstract EnvMutator createMutator();

	/**
	 * Return what one of several workspaces is created by. The mutator has to pass for
	 * each of them. To be overridden if the mutator needs more than a name.
	 * @param number the number of the workspace, from 0
	 * @return the request, always the same for a number
	 */
	protected WorkspaceRequest request(int number) {
		return WorkspaceRequest.named("workspace-" + number).build();
	}

	/**
	 * Return the variables without which the mutator can't do anything. To be overridden
	 * if there are any; each run begins with them.
	 * @return the variables
	 */
	protected Map<String, String> variables() {
		return Map.of();
	}

	/**
	 * Return the secrets that the mutator was configured with, such as passwords and
	 * private keys, and others that it meets. To be overridden if there are any; they are
	 * looked for wherever they must not be, besides the secrets that the mutator puts. So
	 * each should be a text that occurs nowhere else.
	 * @return the secrets, each with at least six characters
	 */
	protected Collection<String> secrets() {
		return List.of();
	}

	@Test
	final void nameStaysTheSame() {
		EnvMutator mutator = createMutator();
		List<String> names = new ArrayList<>();
		PluginCall.make("name()", () -> {
			names.add(mutator.name());
			names.add(mutator.name());
			names.add(createMutator().name());
		});
		Assertions.assertThat(names)
			.as("names of a mutator that was asked twice, and of another one: operators write it into properties")
			.hasSize(3)
			.containsOnly(names.get(0));
	}

	@Test
	final void nameIsFitToBeShown() {
		AtomicReference<String> name = new AtomicReference<>();
		PluginCall.make("name()", () -> name.set(createMutator().name()));
		Assertions.assertThat(name.get())
			.as("name of the mutator, which errors and metrics show")
			.isNotBlank()
			.isEqualTo(String.valueOf(name.get()).strip())
			.matches("[^\\p{Cc}\\u2028\\u2029]*");
	}

	@Test
	final void secondRunDoesWhatTheFirstDid() {
		EnvMutator mutator = createMutator();
		MutatorRun first = passingRun(mutator, 0, Map.of());
		MutatorRun second = passingRun(mutator, 0, Map.of());
		Assertions.assertThat(second.report().changes())
			.as("changes made by a second run for the same workspace")
			.containsExactlyInAnyOrderElementsOf(first.report().changes());
	}

	@Test
	final void runsAtOnceDoNotDisturbEachOther() {
		EnvMutator mutator = createMutator();
		List<MutatorRun> alone = new ArrayList<>();
		List<MutatorRun> again = new ArrayList<>();
		for (int i = 0; i < CONCURRENT_RUNS; i++) {
			alone.add(passingRun(mutator, i, Map.of()));
			again.add(passingRun(mutator, i, Map.of()));
		}
		List<MutatorRun> together = ConcurrentRuns.of(CONCURRENT_RUNS, (number) -> run(mutator, number, Map.of()));
		for (int i = 0; i < CONCURRENT_RUNS; i++) {
			RunComparison comparison = new RunComparison(alone.get(i), again.get(i));
			comparison.requireSame("workspace " + i + " of " + CONCURRENT_RUNS + " that started at once",
					together.get(i));
		}
	}

	@Test
	final void unrelatedVariablesStayAsTheyAre() {
		Map<String, String> unrelated = UnrelatedVariables.few();
		requireUntouched(unrelated, passingRun(createMutator(), 0, unrelated));
	}

	@Test
	final void emptyEnvironmentIsEnough() {
		passingRun(createMutator(), 0, Map.of());
	}

	@Test
	final void largeEnvironmentIsNoProblem() {
		Map<String, String> unrelated = UnrelatedVariables.many();
		requireUntouched(unrelated, passingRun(createMutator(), 0, unrelated));
	}

	@Test
	final void callWithoutTimeLeftEndsAtOnce() {
		EnvMutator mutator = createMutator();
		ProvisionContext context = context(0, Duration.ZERO);
		PluginCall call = PluginCall.make("A call without any time left", () -> mutator.mutateEnv(context, env()));
		Throwable failure = call.failure();
		if (failure != null) {
			ClearFailure.require("Called when context.remaining() is zero", failure);
		}
	}

	@Test
	final void interruptIsNotLost() {
		EnvMutator mutator = createMutator();
		ProvisionContext context = context(0, PluginCall.PROMPTLY);
		PluginCall call = PluginCall.make("A call on an interrupted thread", () -> {
			Thread.currentThread().interrupt();
			mutator.mutateEnv(context, env());
		});
		requireInterruptKept(call);
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	@ResourceLock(Resources.SYSTEM_ERR)
	final void secretsAreNotShown() {
		KnownSecrets secrets = new KnownSecrets().addConfigured(secrets());
		try (CapturedOutput output = new CapturedOutput()) {
			EnvMutator mutator = createMutator();
			MutatorRun run = passingRun(mutator, 0, UnrelatedVariables.few());
			secrets.addAll(run.env());
			output.requireFreeOf(secrets);
			secrets.requireAbsentFrom("toString() of the mutator", mutator.toString());
			secrets.requireAbsentFrom("name() of the mutator", mutator.name());
			secrets.requireAbsentFrom("The report of the run", run.report().toString());
			for (String name : namesSet(run)) {
				if (!run.env().isSecret(name)) {
					secrets.requireAbsentFrom("The plain variable " + name, String.valueOf(run.env().get(name)));
				}
			}
		}
	}

	private void requireUntouched(Map<String, String> unrelated, MutatorRun run) {
		Set<String> touched = new TreeSet<>();
		run.report()
			.changes()
			.stream()
			.map(VariableChange::variable)
			.filter(unrelated::containsKey)
			.forEach(touched::add);
		Assertions.assertThat(touched)
			.as("variables that were changed or removed although they are none of the mutator's business")
			.isEmpty();
	}

	static void requireInterruptKept(PluginCall call) {
		if (!call.keptInterrupt()) {
			Assertions.fail("The thread was interrupted, so the call has to end in an InterruptedException or leave the"
					+ " interrupt flag set, but it "
					+ ((call.failure() != null) ? "ended in " + call.failure().getClass().getName() : "returned")
					+ " and the flag is not set");
		}
	}

	final MutatorRun passingRun(EnvMutator mutator, int number, Map<String, String> variables) {
		MutatorRun run = run(mutator, number, variables);
		ProvisionhookAssertions.assertThat(run).as("run for workspace %d", number).hasPassed();
		return run;
	}

	final MutatorRun run(EnvMutator mutator, int number, Map<String, String> variables) {
		return MutatorRun.of(mutator)
			.workspaceId("id-" + number)
			.request(request(number))
			.variables(variables())
			.variables(variables)
			.run();
	}

	final ProvisionContext context(int number, Duration timeout) {
		return ProvisionContext.of("id-" + number, request(number), timeout);
	}

	final Env env() {
		return Env.of(new LinkedHashMap<>(variables()));
	}

	private static Set<String> namesSet(MutatorRun run) {
		Set<String> names = new TreeSet<>();
		run.report().changes().stream().map(VariableChange::variable).forEach(names::add);
		names.retainAll(run.env().keySet());
		return names;
	}

}
