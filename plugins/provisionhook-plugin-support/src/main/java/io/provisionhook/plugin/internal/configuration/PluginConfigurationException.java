package io.provisionhook.plugin.internal.configuration;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A plugin can't work with a property that an operator has set, or has not set. Thrown
 * while the application starts, which then ends with an explanation instead of a stack
 * trace. Nothing in it may quote a secret. <pre class="code">
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
	 * @param problem what is wrong with it, to be read behind its name; without a full
	 * stop
	 * @param action what to do about it, one or more sentences
	 */
	public PluginConfigurationException(String property, String problem, String action) {
		this(property, problem, action, null);
	}

	/**
	 * Create an exception.
	 * @param property the full name of the property
	 * @param problem what is wrong with it, to be read behind its name; without a full
	 * stop
	 * @param action what to do about it, one or more sentences
	 * @param cause what brought it to light, if its message is free of secrets
	 */
	public PluginConfigurationException(String property, String problem, String action, @Nullable Throwable cause) {
		super("Configuration property '" + property + "': " + problem, cause);
		this.property = property;
		this.problem = Objects.requireNonNull(problem, "'problem' must not be null");
		this.action = Objects.requireNonNull(action, "'action' must not be null");
	}

	/**
	 * Return the property that is wrong.
	 * @return its full name
	 */
	public String getProperty() {
		return this.property;
	}

	/**
	 * Return what is wrong with it.
	 * @return a clause without a full stop
	 */
	public String getProblem() {
		return this.problem;
	}

	/**
	 * Return what to do about it.
	 * @return one or more sentences
	 */
	public String getAction() {
		return this.action;
	}

}
