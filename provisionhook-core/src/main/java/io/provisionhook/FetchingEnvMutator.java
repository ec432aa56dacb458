package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * A mutator that asks a remote system first and writes then.
 * <p>
 * The fetches of all such mutators in a run start together, each on a thread of its own.
 * When all have ended, the mutators have their turns in the order of the chain, and write
 * what was fetched. So the environment is the same as if one mutator had run after the
 * other, while the run takes as long as the slowest fetch. A fetch that fails so that the
 * run will is not waited for beyond that: the threads of the fetches behind it are
 * interrupted. <pre class="code">
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
 * @param <T> what is fetched
 * @since 0.1.0
 */
public interface FetchingEnvMutator<T extends @Nullable Object> extends EnvMutator {

	/**
	 * Get from the remote system what this mutator needs. Called once for each run,
	 * perhaps for several runs at the same time.
	 * @param context what is known about the workspace, with the deadline of this mutator
	 * @return what {@link #apply} is given
	 * @throws Exception if the workspace must not start. If the message may hold a secret
	 * that was just received, declare it by {@link ProvisionContext#redact} before
	 */
	T fetch(ProvisionContext context) throws Exception;

	/**
	 * Write what was fetched to the environment.
	 * @param fetched what {@link #fetch} returned
	 * @param context what is known about the workspace
	 * @param env the environment as the earlier mutators left it; use it on the calling
	 * thread and only until this method returns
	 * @throws Exception if the workspace must not start
	 */
	void apply(T fetched, ProvisionContext context, Env env) throws Exception;

	/**
	 * Fetch and apply in one go, for whoever calls this mutator without a
	 * {@link Registry}.
	 */
	@Override
	default void mutateEnv(ProvisionContext context, Env env) throws Exception {
		apply(fetch(context), context, env);
	}

}
