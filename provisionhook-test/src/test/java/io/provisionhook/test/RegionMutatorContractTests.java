package io.provisionhook.test;

import io.provisionhook.EnvMutator;
import io.provisionhook.SideEffects;

/**
 * Tests that a mutator without a remote system can pass the contract.
 */
class RegionMutatorContractTests extends EnvMutatorContract {

	@Override
	protected EnvMutator createMutator() {
		return EnvMutator.of("region", SideEffects.NONE, (context, env) -> env.putIfAbsent("REGION", "eu-central-1"));
	}

}
