package io.provisionhook;

import java.util.List;
import java.util.Objects;

import io.provisionhook.internal.PrintableText;

/**
 * Reads, adds, overrides or removes environment variables of a workspace right before it
 * starts. This is the extension point that plugins implement.
 * <p>
 * The mutators of a {@link Registry} run one after another in registration order. Each
 * sees the changes of the earlier ones. With Spring Boot the order is that of the beans
 * ({@code @Order}, {@code Ordered}); beans of equal order keep their order of
 * declaration. One instance serves all workspaces and is called by several threads at
 * once, so implementations must be thread-safe.
 * <p>
 * An exception, checked or unchecked, aborts the run: later mutators do not run, no
 * change is applied and the workspace does not start. An operator can choose to
 * {@linkplain MutatorPolicy.OnFailure#SKIP skip} the mutator instead.
 * <p>
 * When the time of a mutator is up, its thread is interrupted and the run ends without
 * waiting for it. {@link ProvisionContext#remaining()} returns the time that is left. A
 * mutator that calls a remote system should be a {@link FetchingEnvMutator}.
 * <pre class="code">
 * &#64;Component
 * &#64;Order(10)
 * class RegionMutator implements EnvMutator {
 *
 *     public String name() {
 *         return "region";
 *     }
 *
 *     public void mutateEnv(ProvisionContext context, Env env) {
 *         env.putIfAbsent("AWS_REGION", "eu-central-1");
 *     }
 *
 * }</pre>
 *
 * @since 0.1.0
 * @see Registry
 */
public interface EnvMutator {

	/**
	 * Return the name of this mutator in errors, metrics, logs, URLs and property keys.
	 * Called once, at registration. The name must be the same in every release of a
	 * plugin.
	 * @return the name, by convention in kebab case. It must not be blank, and not longer
	 * than {@value PrintableText#MAX_NAME_LENGTH} characters. It must be printable: no
	 * control characters, line separators, invisible characters or unpaired surrogates.
	 * It must not begin or end with a blank, must not contain any of the characters
	 * {@code / \ % ; [ ]}, and must not be {@code .} or {@code ..}
	 */
	String name();

	/**
	 * Change the environment of one workspace.
	 * @param context the workspace and the deadline
	 * @param env the environment with the changes of the earlier mutators; may be used on
	 * the calling thread only, and only until this method returns
	 * @throws Exception if the workspace must not start. The message is shown to
	 * operators: it should name what failed and must not contain a secret
	 */
	void mutateEnv(ProvisionContext context, Env env) throws Exception;

	/**
	 * Return whether this mutator has effects other than its writes to the environment. A
	 * {@linkplain ProvisionContext#isPlan() plan} does not run mutators that may have
	 * some. Called once, at registration; the answer may depend on the configuration of
	 * the mutator.
	 * @return the side effects; {@link SideEffects#UNKNOWN} by default
	 */
	default SideEffects sideEffects() {
		return SideEffects.UNKNOWN;
	}

	/**
	 * Return the dangerous variables that this mutator needs to set. The
	 * {@link VariableRules} refuse all others. Operators see this list, and can protect a
	 * variable to forbid it. Called once, at registration.
	 * @return patterns: a name, {@code PREFIX_*}, {@code *_SUFFIX} or {@code *PART*};
	 * empty by default
	 */
	default List<String> dangerousVariables() {
		return List.of();
	}

	/**
	 * Create a mutator from a lambda, with {@linkplain SideEffects#UNKNOWN unknown} side
	 * effects.
	 * @param name the stable name
	 * @param mutation the change to make
	 * @return a mutator of that name
	 */
	static EnvMutator of(String name, Mutation mutation) {
		return of(name, SideEffects.UNKNOWN, mutation);
	}

	/**
	 * Create a mutator from a lambda.
	 * @param name the stable name
	 * @param sideEffects its side effects
	 * @param mutation the change to make
	 * @return a mutator of that name
	 */
	static EnvMutator of(String name, SideEffects sideEffects, Mutation mutation) {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(sideEffects, "'sideEffects' must not be null");
		Objects.requireNonNull(mutation, "'mutation' must not be null");
		record LambdaEnvMutator(String name, SideEffects sideEffects, Mutation mutation) implements EnvMutator {

			@Override
			public void mutateEnv(ProvisionContext context, Env env) throws Exception {
				this.mutation.mutateEnv(context, env);
			}

		}
		return new LambdaEnvMutator(name, sideEffects, mutation);
	}

	/**
	 * Change that a mutator created by {@link EnvMutator#of} makes.
	 */
	@FunctionalInterface
	interface Mutation {

		/**
		 * Change the environment of one workspace.
		 * @param context the workspace and the deadline
		 * @param env the environment with the changes of the earlier mutators
		 * @throws Exception if the workspace must not start
		 * @see EnvMutator#mutateEnv(ProvisionContext, Env)
		 */
		void mutateEnv(ProvisionContext context, Env env) throws Exception;

	}

}
