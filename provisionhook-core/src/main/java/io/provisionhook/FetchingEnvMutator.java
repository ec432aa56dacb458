package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * A mutator that first fetches data from a remote system and then writes variables.
 * <p>
 * The fetches of all such mutators in a run start together, each on its own thread. When
 * all fetches have ended, the mutators execute in the order of the chain and write the
 * fetched data. The result is the same as if the mutators had run one after another, but
 * the run takes only as long as the slowest fetch. When a fetch fails and aborts the run,
 * the run does not wait for the later fetches: their threads are interrupted.
 * <pre class="code">
 * &#64;Component
 * class VaultMutator implements FetchingEnvMutator&lt;Map&lt;String, String&gt;&gt; {
 *
 *     public String name() {
 *         return "vault";
 *     }
 *
 *     public Map&lt;String, String&gt; fetch(ProvisionContext context) throws Exception {
 *         return this.vault.read("workspaces/" + context.request().tenant(), context.remaining());
 *     }
 *
 *     public void apply(Map&lt;String, String&gt; secrets, ProvisionContext context, Env env) {
 *         secrets.forEach(env::putSecret);
 *     }
 *
 * }</pre>
 *
 * @param <T> the type of the fetched data
 * @since 0.1.0
 */
public interface FetchingEnvMutator<T extends @Nullable Object> extends EnvMutator {

	/**
	 * Fetch the data of this mutator from the remote system. Called once for each run;
	 * calls of several runs can overlap.
	 * @param context the workspace and the deadline of this mutator
	 * @return the data for {@link #apply}
	 * @throws Exception if the workspace must not start. If the message may contain a
	 * secret that was just received, declare that with {@link ProvisionContext#redact}
	 * first
	 */
	T fetch(ProvisionContext context) throws Exception;

	/**
	 * Write the fetched data to the environment.
	 * @param fetched the result of {@link #fetch}
	 * @param context the workspace and the deadline of this mutator
	 * @param env the environment with the changes of the earlier mutators; may be used on
	 * the calling thread only, and only until this method returns
	 * @throws Exception if the workspace must not start
	 */
	void apply(T fetched, ProvisionContext context, Env env) throws Exception;

	/**
	 * Fetch and apply in one call, for callers without a {@link Registry}.
	 */
	@Override
	default void mutateEnv(ProvisionContext context, Env env) throws Exception {
		apply(fetch(context), context, env);
	}

}
