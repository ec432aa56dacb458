package io.provisionhook;

/**
 * A fetching mutator made of lambdas; without an {@code applying} it writes the fetched
 * value under its own name.
 *
 * @param name the stable name
 * @param fetching the fetch
 * @param applying the apply
 */
record StubFetchingMutator(String name, Fetching fetching, Applying applying) implements FetchingEnvMutator<String> {

	StubFetchingMutator(String name, Fetching fetching) {
		this(name, fetching, (fetched, env) -> env.put(name, fetched));
	}

	@Override
	public String fetch(ProvisionContext context) throws Exception {
		return this.fetching.fetch(context);
	}

	@Override
	public void apply(String fetched, ProvisionContext context, Env env) throws Exception {
		this.applying.apply(fetched, env);
	}

	/**
	 * What the fetch does.
	 */
	interface Fetching {

		String fetch(ProvisionContext context) throws Exception;

	}

	/**
	 * What the apply does.
	 */
	interface Applying {

		void apply(String fetched, Env env) throws Exception;

	}

}
