package io.provisionhook;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The environment of a workspace that is about to start: a map from variable name to
 * value that also knows which values are secret.
 * <p>
 * A variable is secret if it was ever written with {@link #putSecret}, or if its name
 * ends like one ({@code _TOKEN}, {@code _PASSWORD}, {@code _SECRET},
 * {@code _PRIVATE_KEY}, {@code _ACCESS_KEY}, {@code _CONNECTION_STRING}). Neither names
 * nor values may be {@code null}; an empty value is a value, not a removal.
 * {@link Object#toString()} shows names only. Not thread-safe. <pre class="code">
 * env.put("GITHUB_API_URL", "https://api.github.com");
 * env.putSecret("GITHUB_TOKEN", token);
 * env.prepend("PATH", "/opt/tools/bin", ":");</pre>
 *
 * @since 0.1.0
 */
public sealed interface Env extends Map<String, String> permits DefaultEnv {

	/**
	 * Set a variable whose value must not be shown to anybody.
	 * @param name the variable's name
	 * @param value the secret
	 * @return the value that it replaces, or {@code null} if the variable was absent
	 */
	@Nullable String putSecret(String name, String value);

	/**
	 * Return whether the value of a variable is secret. The answer for a name never goes
	 * back to {@code false}, not even after the variable was removed.
	 * @param name the variable's name
	 * @return whether it is secret
	 */
	boolean isSecret(String name);

	/**
	 * Put an element in front of a list-like variable such as {@code PATH}. If the
	 * variable is absent, the element goes in front of the value that the runtime or its
	 * image sets by itself.
	 * @param name the variable's name
	 * @param element the element to add
	 * @param separator what stands between elements
	 */
	void prepend(String name, String element, String separator);

	/**
	 * Put an element behind a list-like variable such as {@code PATH}. If the variable is
	 * absent, the element goes behind the value that the runtime or its image sets by
	 * itself.
	 * @param name the variable's name
	 * @param element the element to add
	 * @param separator what stands between elements
	 */
	void append(String name, String element, String separator);

	/**
	 * Return a redactor that knows each secret that has been in this environment so far,
	 * overwritten and removed ones included.
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
		Env env = new DefaultEnv(Map.of());
		env.putAll(variables);
		return env;
	}

	/**
	 * Create an empty environment for a runtime that sets some variables by itself. They
	 * are not part of the environment; {@link #prepend} and {@link #append} start from
	 * them.
	 * @param base what the runtime or its image sets
	 * @return the environment
	 */
	static Env onTopOf(Map<String, String> base) {
		Objects.requireNonNull(base, "'base' must not be null");
		return new DefaultEnv(base);
	}

}
