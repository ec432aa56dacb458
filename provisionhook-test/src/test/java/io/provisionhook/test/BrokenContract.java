package io.provisionhook.test;

import java.util.function.Supplier;

import io.provisionhook.EnvMutator;

/**
 * A contract that a mutator breaks.
 */
abstract class BrokenContract extends EnvMutatorContract {

	private final Supplier<EnvMutator> mutators;

	BrokenContract(Supplier<EnvMutator> mutators) {
		this.mutators = mutators;
	}

	@Override
	protected EnvMutator createMutator() {
		return this.mutators.get();
	}

}
