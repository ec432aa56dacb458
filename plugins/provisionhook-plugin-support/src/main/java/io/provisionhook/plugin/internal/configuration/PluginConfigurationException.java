package io.provisionhook.plugin.internal.configuration;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Thrown at start-up if a property of a plugin is missing or invalid. A failure analyzer
 * shows the problem and the action in place of the stack trace. Must not quote a secret.
 * <pre class="code">
 * throw new PluginConfigurationException("provisionhook.acme.key-file", "the file '/run/key' does not exist",
 *         "Mount the key there, or correct the path.");</pre>
 *
 * @since 0.1.0
 */
public final class PluginConfigurationException extends RuntimeException {

	private final String property;

	private final String problem;

	private final String action;

	/**
	 * Create an exception.
	 * @param property the full name of the property
	 * @param problem the problem, as it reads after the name; without a full stop
	 * @param action the action for the operator, one or more sentences
	 */
	public PluginConfigurationException(String property, String problem, String action) {
		this(property, problem, action, null);
	}

	/**
	 * Create an exception.
	 * @param property the full name of the property
	 * @param problem the problem, as it reads after the name; without a full stop
	 * @param action the action for the operator, one or more sentences
	 * @param cause the cause, free of secrets; {@code null} if there is none
	 */
	public PluginConfigurationException(String property, String problem, String action, @Nullable Throwable cause) {
		super("Configuration property '" + property + "': " + problem, cause);
		this.property = property;
		this.problem = Objects.requireNonNull(problem, "'problem' must not be null");
		this.action = Objects.requireNonNull(action, "'action' must not be null");
	}

	/**
	 * Return the property.
	 * @return its full name
	 */
	public String getProperty() {
		return this.property;
	}

	/**
	 * Return the problem.
	 * @return a clause without a full stop
	 */
	public String getProblem() {
		return this.problem;
	}

	/**
	 * Return the action for the operator.
	 * @return one or more sentences
	 */
	public String getAction() {
		return this.action;
	}

}
