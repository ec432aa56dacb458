package io.provisionhook.benchmarks.stress;

import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

/**
 * What tests have in common.
 */
final class Contexts {

	private static final WorkspaceRequest REQUEST = WorkspaceRequest.named("stress").build();

	private Contexts() {
	}

	static ProvisionContext create() {
		return ProvisionContext.of("workspace-1", REQUEST);
	}

	/**
	 * Create a mutator that writes the variable of its own name.
	 * @param name the name
	 * @return the mutator
	 */
	static EnvMutator writer(String name) {
		return EnvMutator.of(name, (context, env) -> env.put(name, "written"));
	}

}
