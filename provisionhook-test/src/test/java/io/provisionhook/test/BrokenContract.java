package io.provisionhook.test;

import java.time.Duration;
import java.util.function.Supplier;

import io.provisionhook.EnvMutator;

/**
 * A contract that a mutator breaks, perhaps by hanging, for which nobody wants to wait.
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

	@Override
	protected Duration patience() {
		return Duration.ofSeconds(3);
	}

}
