package io.provisionhook.test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

import org.assertj.core.api.Assertions;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

/**
 * Workspaces of a contract test, by number.
 *
 * @param requests returns the request of a workspace
 * @param required the variables that the mutator requires
 * @param unrelated other variables of the environment
 * @param timeout maximum time of a run
 */
record ContractWorkspaces(IntFunction<WorkspaceRequest> requests, Map<String, String> required,
		Map<String, String> unrelated, Duration timeout) {

	ContractWorkspaces with(Map<String, String> others) {
		return new ContractWorkspaces(this.requests, this.required, others, this.timeout);
	}

	MutatorRun.Builder builder(EnvMutator mutator, int number) {
		return MutatorRun.builder(mutator)
			.workspaceId(id(number))
			.request(this.requests.apply(number))
			.variables(this.unrelated)
			.variables(this.required);
	}

	MutatorRun run(EnvMutator mutator, int number) {
		return run(builder(mutator, number), "A run");
	}

	private MutatorRun run(MutatorRun.Builder builder, String subject) {
		AtomicReference<MutatorRun> result = new AtomicReference<>();
		SupervisedCall.start(() -> result.set(builder.run())).requireReturn(subject, this.timeout);
		return result.get();
	}

	MutatorRun planPassing(EnvMutator mutator, int number) {
		MutatorRun plan = run(builder(mutator, number).plan(), "A plan");
		Assertions.assertThat(plan).as("plan for workspace %d", number).hasPassed();
		return plan;
	}

	MutatorRun runPassing(EnvMutator mutator, int number) {
		MutatorRun run = run(mutator, number);
		Assertions.assertThat(run).as("run for workspace %d", number).hasPassed();
		return run;
	}

	ProvisionContext context(int number, Duration timeout) {
		return ProvisionContext.of(id(number), this.requests.apply(number), timeout);
	}

	Env env() {
		Map<String, String> variables = new LinkedHashMap<>(this.unrelated);
		variables.putAll(this.required);
		return Env.of(variables);
	}

	private static String id(int number) {
		return "id-" + number;
	}

}
