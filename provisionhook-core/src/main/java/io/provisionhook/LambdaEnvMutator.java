package io.provisionhook;

/**
 * A mutator whose name, side effects and body were given to {@link EnvMutator#of}.
 *
 * @param name the stable name
 * @param sideEffects its side effects
 * @param mutation what it does
 */
record LambdaEnvMutator(String name, SideEffects sideEffects, Mutation mutation) implements EnvMutator {

	@Override
	public void mutateEnv(ProvisionContext context, Env env) throws Exception {
		this.mutation.mutateEnv(context, env);
	}

}
