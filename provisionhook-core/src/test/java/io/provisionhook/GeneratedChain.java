package io.provisionhook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * A generated chain with its environment and policies.
 *
 * @param variables the environment
 * @param asEnv whether the environment is an {@link Env} rather than a plain map
 * @param conflicts the policy for conflicts
 * @param policies the policy for each name of a mutator
 * @param mutators the chain
 */
record GeneratedChain(Map<String, String> variables, boolean asEnv, Registry.ConflictPolicy conflicts,
		Map<String, MutatorPolicy> policies, List<GeneratedMutator> mutators) {

	static final VariableRules RULES = VariableRules.builder().protect(List.of("LOCKED")).build();

	/**
	 * Run the chain for real.
	 * @param executor runs mutators and fetches
	 * @param fetching whether the mutators that fetch do so apart
	 * @return what came of it
	 */
	ChainResult run(Executor executor, boolean fetching) {
		Registry registry = Registry.builder()
			.rules(RULES)
			.conflicts(this.conflicts)
			.policies((name) -> this.policies.getOrDefault(name, MutatorPolicy.DEFAULT))
			.executor(executor)
			.fetchExecutor(executor)
			.build();
		this.mutators.forEach((mutator) -> registry.register(fetching ? mutator : mutator.plain()));
		Map<String, String> env = this.asEnv ? Env.of(this.variables) : new HashMap<>(this.variables);
		ProvisionContext context = new ManualTime().context();
		try {
			return ChainResult.of(env, registry.run(context, env), null);
		}
		catch (MutatorException ex) {
			return ChainResult.of(env, ex.getReport(), ex.getMessage());
		}
	}

}
