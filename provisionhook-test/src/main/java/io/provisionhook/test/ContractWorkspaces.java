package io.provisionhook.test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

/**
 * The workspaces that a contract has mutators run for.
 *
 * @param requests returns the request for a number
 * @param needed the variables without which the mutator can't do anything
 * @param unrelated the variables that are there as well
 * @param patience how long a run may take
 */
record ContractWorkspaces(IntFunction<WorkspaceRequest> requests, Map<String, String> needed,
		Map<String, String> unrelated, Duration patience) {

	ContractWorkspaces with(Map<String, String> others) {
		return new ContractWorkspaces(this.requests, this.needed, others, this.patience);
	}

	MutatorRun.Builder describeRun(EnvMutator mutator, int number) {
		return MutatorRun.of(mutator)
			.workspaceId(id(number))
			.request(this.requests.apply(number))
			.variables(this.unrelated)
			.variables(this.needed);
	}

	MutatorRun run(EnvMutator mutator, int number) {
		return run(describeRun(mutator, number), "A run");
	}

	private MutatorRun run(MutatorRun.Builder description, String what) {
		AtomicReference<MutatorRun> result = new AtomicReference<>();
		PluginCall.start(() -> result.set(description.run())).requireReturn(what, this.patience);
		return result.get();
	}

	MutatorRun planPassing(EnvMutator mutator, int number) {
		MutatorRun plan = run(describeRun(mutator, number).plan(), "A plan");
		ProvisionhookAssertions.assertThat(plan).as("plan for workspace %d", number).hasPassed();
		return plan;
	}

	MutatorRun runPassing(EnvMutator mutator, int number) {
		MutatorRun run = run(mutator, number);
		ProvisionhookAssertions.assertThat(run).as("run for workspace %d", number).hasPassed();
		return run;
	}

	ProvisionContext context(int number, Duration timeout) {
		return ProvisionContext.of(id(number), this.requests.apply(number), timeout);
	}

	Env env() {
		Map<String, String> variables = new LinkedHashMap<>(this.unrelated);
		variables.putAll(this.needed);
		return Env.of(variables);
	}

	private static String id(int number) {
		return "id-" + number;
	}

}
