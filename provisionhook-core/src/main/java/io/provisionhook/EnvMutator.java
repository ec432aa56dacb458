package io.provisionhook;

import java.util.List;
import java.util.Objects;

import io.provisionhook.internal.PrintableText;

/**
 * Reads, adds, overrides or removes environment variables of a workspace right before it
 * starts. This is the extension point that plugins implement.
 * <p>
 * The mutators of a {@link Registry} run one after another in registration order, each
 * seeing what the earlier ones did; with Spring Boot that is the order of the beans
 * ({@code @Order}, {@code Ordered}), where equal values keep their order of declaration.
 * One instance serves all workspaces and is called by several threads at once, so it has
 * to be thread-safe. An exception, checked or not, aborts the run: later mutators do not
 * run, none of the changes is applied, and the workspace does not start; unless the
 * operator would rather have this mutator {@linkplain OnFailure#SKIP skipped}.
 * <p>
 * When the mutator's time is up its thread is interrupted, and the run ends without
 * waiting for it. {@link ProvisionContext#remaining()} tells how long that is. A mutator
 * that waits for a remote system had better be a {@link FetchingEnvMutator}.
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
	 * Return the name under which operators meet this mutator: in errors, metrics, logs
	 * URLs and property keys. It is asked for once, at registration, and has to be the
	 * same in every release of a plugin.
	 * @return a name that is not blank, has up to {@value PrintableText#MAX_NAME_LENGTH}
	 * characters and is {@linkplain PrintableText fit to be shown}, by convention in
	 * kebab case. It does not begin or end with a blank, has none of the characters
	 * {@code / \ % ; [ ]}, and is not {@code .} or {@code ..}
	 */
	String name();

	/**
	 * Change the environment of one workspace.
	 * @param context what is known about the workspace
	 * @param env the environment as the earlier mutators left it; use it on the calling
	 * thread and only until this method returns
	 * @throws Exception if the workspace must not start; its message is shown to
	 * operators, so it should name what failed and never hold a secret
	 */
	void mutateEnv(ProvisionContext context, Env env) throws Exception;

	/**
	 * Return whether this mutator does anything besides writing to the environment. A
	 * {@linkplain ProvisionContext#isPlan() plan} leaves out those that may. Called once,
	 * at registration; a mutator that is configured answers for its configuration.
	 * @return the side effects; {@link SideEffects#UNKNOWN} unless overridden
	 */
	default SideEffects sideEffects() {
		return SideEffects.UNKNOWN;
	}

	/**
	 * Return the dangerous variables that this mutator is made to set, which
	 * {@link VariableRules} refuse otherwise. Operators see them, and protect a variable
	 * if they are against it. Called once, at registration.
	 * @return names, {@code PREFIX_*}, {@code *_SUFFIX} or {@code *PART*}; none unless
	 * overridden
	 */
	default List<String> dangerousVariables() {
		return List.of();
	}

	/**
	 * Create a mutator from a lambda, with {@linkplain SideEffects#UNKNOWN unknown} side
	 * effects.
	 * @param name the stable name
	 * @param mutation what it does
	 * @return a mutator of that name
	 */
	static EnvMutator of(String name, Mutation mutation) {
		return of(name, SideEffects.UNKNOWN, mutation);
	}

	/**
	 * Create a mutator from a lambda.
	 * @param name the stable name
	 * @param sideEffects its side effects
	 * @param mutation what it does
	 * @return a mutator of that name
	 */
	static EnvMutator of(String name, SideEffects sideEffects, Mutation mutation) {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(sideEffects, "'sideEffects' must not be null");
		Objects.requireNonNull(mutation, "'mutation' must not be null");
		return new LambdaEnvMutator(name, sideEffects, mutation);
	}

	/**
	 * What a mutator made by {@link EnvMutator#of} does.
	 */
	@FunctionalInterface
	interface Mutation {

		/**
		 * Change the environment of one workspace.
		 * @param context what is known about the workspace
		 * @param env the environment as the earlier mutators left it
		 * @throws Exception if the workspace must not start
		 * @see EnvMutator#mutateEnv(ProvisionContext, Env)
		 */
		void mutateEnv(ProvisionContext context, Env env) throws Exception;

	}

}
