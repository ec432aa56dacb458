package io.provisionhook.test;

import io.provisionhook.EnvMutator;

/**
 * Tests that a mutator which asks nobody can keep to the contract.
 */
class RegionMutatorContractTests extends EnvMutatorContract {

	@Override
	protected EnvMutator createMutator() {
		return EnvMutator.of("region", (context, env) -> env.putIfAbsent("REGION", "eu-central-1"));
	}

}
