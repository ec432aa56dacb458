package io.provisionhook;

import java.util.function.Supplier;

/**
 * A mutator that does nothing, for tests of its name.
 *
 * @param nameSupplier asked for the name
 */
record NamedMutator(Supplier<String> nameSupplier) implements EnvMutator {

	@Override
	public String name() {
		return this.nameSupplier.get();
	}

	@Override
	public void mutateEnv(ProvisionContext context, Env env) {
	}

}
