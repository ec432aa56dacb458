package io.provisionhook;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.TimeSource;
import io.provisionhook.redaction.SecretRedactor;

/**
 * The environment of a workspace that is about to start: a map from variable name to
 * value that also knows which values are secret. What the image, the host and the
 * platform set is part of it, and can be read, overridden and removed like anything else.
 * <p>
 * A variable is secret if it was ever written with {@link #putSecret}, or if its name
 * matches a pattern of the {@link VariableRules}, by default {@code *_TOKEN},
 * {@code *_PASSWORD} and a few more. Neither names nor values may be {@code null}; an
 * empty value is a value, not a removal. Whichever way of writing a {@link Map} has is
 * used, the write is checked: a {@link VariableRefusedException} says what is wrong with
 * it. {@link Object#toString()} shows names only.
 * <p>
 * What a mutator is given belongs to the thread that runs the mutator and closes when the
 * mutator's turn ends: after that, and on any other thread, using it ends in an
 * {@link IllegalStateException}. If another thread does so in the turn, the mutator
 * fails. Any other environment is not thread-safe. <pre class="code">
 * env.put("GITHUB_API_URL", "https://api.github.com");
 * env.putSecret("GITHUB_TOKEN", token, Lease.until(expiresAt));
 * env.prepend("PATH", "/opt/tools/bin", ":");</pre>
 *
 * @since 0.1.0
 */
public sealed interface Env extends Map<String, String> permits AbstractEnv {

	/**
	 * Set a variable whose value must not be shown to anybody.
	 * @param name the variable's name
	 * @param value the secret
	 * @return the value that it replaces, or {@code null} if the variable was absent
	 */
	@Nullable String putSecret(String name, String value);

	/**
	 * Set a variable whose value must not be shown to anybody and is good for some time
	 * only. Whoever gives the variable another value ends the lease with it.
	 * @param name the variable's name
	 * @param value the secret
	 * @param lease until when it is good; refused if that is over
	 * @return the value that it replaces, or {@code null} if the variable was absent
	 */
	@Nullable String putSecret(String name, String value, Lease lease);

	/**
	 * Return whether the value of a variable is secret. The answer for a name never goes
	 * back to {@code false}, not even after the variable was removed.
	 * @param name the variable's name
	 * @return whether it is secret
	 */
	boolean isSecret(String name);

	/**
	 * Put an element in front of a list-like variable such as {@code PATH}. If the
	 * variable is absent, the element is its value.
	 * @param name the variable's name
	 * @param element the element to add
	 * @param separator what stands between elements
	 */
	void prepend(String name, String element, String separator);

	/**
	 * Put an element behind a list-like variable such as {@code PATH}. If the variable is
	 * absent, the element is its value.
	 * @param name the variable's name
	 * @param element the element to add
	 * @param separator what stands between elements
	 */
	void append(String name, String element, String separator);

	/**
	 * Return the environment that the workspace starts from: what its image, its host and
	 * its platform set by themselves. It stays as it is, whatever is written.
	 * @return values by variable name, unmodifiable
	 */
	Map<String, String> base();

	/**
	 * Return the leases of the variables that are there.
	 * @return the leases by variable name, unmodifiable; only of variables that have one
	 */
	Map<String, Lease> leases();

	/**
	 * Return this environment for somebody in particular to write to, whom reports then
	 * name as the owner of the variables.
	 * @param owner who writes, for example {@code secrets}
	 * @return another view of this environment
	 * @throws IllegalStateException if this environment was given to a mutator, which
	 * writes in its own name
	 */
	Env writtenBy(String owner);

	/**
	 * Return the redactor of this environment. It knows each secret that has been in it,
	 * overwritten and removed ones included, and each one that will be.
	 * @return the redactor
	 */
	SecretRedactor redactor();

	/**
	 * Create an environment that holds a copy of the given variables.
	 * @param variables the variables
	 * @return the environment
	 */
	static Env of(Map<String, String> variables) {
		Objects.requireNonNull(variables, "'variables' must not be null");
		Env env = onTopOf(BaseEnvironment.EMPTY);
		env.putAll(variables);
		return env;
	}

	/**
	 * Create the environment of a workspace that has nothing yet but what it starts from.
	 * @param base what it starts from
	 * @return the environment
	 */
	static Env onTopOf(BaseEnvironment base) {
		return onTopOf(base, VariableRules.DEFAULT);
	}

	/**
	 * Create the environment of a workspace that has nothing yet but what it starts from.
	 * @param base what it starts from
	 * @param rules which variables are secret, and how large the environment may be; what
	 * they say about names that mutators may not touch does not concern whoever made the
	 * environment
	 * @return the environment
	 */
	static Env onTopOf(BaseEnvironment base, VariableRules rules) {
		Objects.requireNonNull(base, "'base' must not be null");
		Objects.requireNonNull(rules, "'rules' must not be null");
		return new DefaultEnv(new Variables(base, rules), DefaultEnv.REQUEST, TimeSource.SYSTEM);
	}

}
