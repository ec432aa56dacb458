package io.provisionhook.benchmarks.run;

import java.time.Duration;
import java.util.List;

import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

/**
 * Registries and contexts that are alike in all benchmarks.
 */
final class Runs {

	static final int MUTATORS = 8;

	/**
	 * Longer than a benchmark lasts, since one context serves all of its runs.
	 */
	private static final Duration RUN_TIMEOUT = Duration.ofDays(1);

	private static final Duration BEYOND_RUN = Duration.ofDays(2);

	private Runs() {
	}

	static ProvisionContext context() {
		return ProvisionContext.of("workspace-1", WorkspaceRequest.named("benchmark").build(), RUN_TIMEOUT);
	}

	/**
	 * Start building a registry whose mutators run on the calling thread and have no
	 * timeout of their own.
	 * @return a builder
	 */
	static Registry.Builder direct() {
		return withoutTimeouts().executor(Runnable::run);
	}

	/**
	 * Start building a registry whose mutators have no timeout of their own.
	 * @return a builder
	 */
	static Registry.Builder withoutTimeouts() {
		return Registry.builder().policies((name) -> MutatorPolicy.DEFAULT.withTimeout(BEYOND_RUN));
	}

	static Registry register(Registry.Builder builder, List<? extends EnvMutator> mutators) {
		Registry registry = builder.build();
		mutators.forEach((mutator) -> registry.register(mutator, "benchmark"));
		return registry;
	}

}
