package io.provisionhook;

/**
 * A mutator whose name and body were given to {@link EnvMutator#of}.
 *
 * @param name the stable name
 * @param mutation what it does
 */
record LambdaEnvMutator(String name, Mutation mutation) implements EnvMutator {

	@Override
	public void mutateEnv(ProvisionContext context, Env env) throws Exception {
		this.mutation.mutateEnv(context, env);
	}

}
