package io.provisionhook;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.TimeSource;
import io.provisionhook.redaction.SecretRedactor;

/**
 * Environment of a workspace that is about to start: a map of variable names to values
 * that knows which values are secret. It includes the variables that the image, the host
 * and the platform set; these can be read, overridden and removed like any other.
 * <p>
 * A variable is secret if it was ever written with {@link #putSecret}, or if its name
 * matches a pattern of the {@link VariableRules}, by default {@code *_TOKEN},
 * {@code *_PASSWORD} and a few more. Neither names nor values may be {@code null}; an
 * empty value does not remove a variable. Every write through any method of {@link Map}
 * is checked and throws a {@link VariableRefusedException} if it is not allowed.
 * {@link Object#toString()} shows names only.
 * <p>
 * The environment that a mutator receives belongs to the thread of its turn and closes
 * when the turn ends. Using it later or on another thread throws an
 * {@link IllegalStateException}; if another thread does so during the turn, the mutator
 * fails as well. Any other environment is not thread-safe. <pre class="code">
 * env.put("GITHUB_API_URL", "https://api.github.com");
 * env.putSecret("GITHUB_TOKEN", token, Lease.until(expiresAt));
 * env.prepend("PATH", "/opt/tools/bin", ":");</pre>
 *
 * @since 0.1.0
 */
public sealed interface Env extends Map<String, String> permits AbstractEnv {

	/**
	 * Set a variable with a secret value.
	 * @param name the variable's name
	 * @param value the secret
	 * @return the previous value, or {@code null} if the variable was absent
	 */
	@Nullable String putSecret(String name, String value);

	/**
	 * Set a variable with a secret value that expires. A later write of another value
	 * drops the lease.
	 * @param name the variable's name
	 * @param value the secret
	 * @param lease the lease of the value; refused if it has expired
	 * @return the previous value, or {@code null} if the variable was absent
	 */
	@Nullable String putSecret(String name, String value, Lease lease);

	/**
	 * Return whether the value of a variable is secret. A variable that is secret stays
	 * secret, even after its removal.
	 * @param name the variable's name
	 * @return whether it is secret
	 */
	boolean isSecret(String name);

	/**
	 * Add an element to the beginning of a list-like variable such as {@code PATH}. If
	 * the variable is absent, the element becomes its value.
	 * @param name the variable's name
	 * @param element the element to add
	 * @param separator the separator of the elements
	 */
	void prepend(String name, String element, String separator);

	/**
	 * Add an element to the end of a list-like variable such as {@code PATH}. If the
	 * variable is absent, the element becomes its value.
	 * @param name the variable's name
	 * @param element the element to add
	 * @param separator the separator of the elements
	 */
	void append(String name, String element, String separator);

	/**
	 * Return the base environment: the variables that the image, the host and the
	 * platform set. Writes do not change it.
	 * @return values by variable name, unmodifiable
	 */
	Map<String, String> base();

	/**
	 * Return the leases of the present variables.
	 * @return the leases by variable name, unmodifiable, without variables that have none
	 */
	Map<String, Lease> leases();

	/**
	 * Return a view of this environment whose writes have a given owner in reports.
	 * @param owner the owner of the variables, for example {@code secrets}
	 * @return the view
	 * @throws IllegalStateException if this is the environment of a mutator, which is
	 * always the owner of its writes
	 */
	Env writtenBy(String owner);

	/**
	 * Return the redactor of this environment. It knows all secrets that were ever
	 * written, including overwritten and removed ones, and learns those written later.
	 * @return the redactor
	 */
	SecretRedactor redactor();

	/**
	 * Create an environment with a copy of the given variables.
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
	 * Create an environment on top of a base environment.
	 * @param base the base environment
	 * @return the environment
	 */
	static Env onTopOf(BaseEnvironment base) {
		return onTopOf(base, VariableRules.DEFAULT);
	}

	/**
	 * Create an environment on top of a base environment.
	 * @param base the base environment
	 * @param rules the rules for secret variables and sizes; rules for protected and
	 * dangerous names apply to mutators only
	 * @return the environment
	 */
	static Env onTopOf(BaseEnvironment base, VariableRules rules) {
		Objects.requireNonNull(base, "'base' must not be null");
		Objects.requireNonNull(rules, "'rules' must not be null");
		return new DefaultEnv(new Variables(base, rules), DefaultEnv.REQUEST, TimeSource.SYSTEM);
	}

}
