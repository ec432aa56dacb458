package io.provisionhook.test;

import java.net.URI;
import java.util.function.Function;

import io.provisionhook.EnvMutator;

/**
 * A contract that a mutator breaks which asks the token service.
 */
abstract class BrokenTokenContract extends TokenMutatorContractTests {

	private final Function<URI, EnvMutator> mutators;

	BrokenTokenContract(Function<URI, EnvMutator> mutators) {
		this.mutators = mutators;
	}

	@Override
	protected EnvMutator createMutator() {
		return this.mutators.apply(service().uri());
	}

}
