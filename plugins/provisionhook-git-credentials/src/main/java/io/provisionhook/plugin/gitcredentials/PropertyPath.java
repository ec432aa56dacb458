package io.provisionhook.plugin.gitcredentials;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * The full name of a property, for error messages.
 *
 * @param name the name
 */
record PropertyPath(String name) {

	static PropertyPath ofHost(int index) {
		return new PropertyPath(GitCredentialsProperties.PREFIX + ".hosts[" + index + "]");
	}

	PropertyPath child(String child) {
		return new PropertyPath(this.name + "." + child);
	}

	/**
	 * Create the exception for an invalid value.
	 * @param problem the problem, a clause that follows the name
	 * @param action the action that corrects the value
	 * @return the exception
	 */
	PluginConfigurationException invalid(String problem, String action) {
		return new PluginConfigurationException(this.name, problem, action);
	}

	/**
	 * Require a value.
	 * @param value the value
	 * @param action the action if there is no value
	 * @return the value
	 */
	String require(@Nullable String value, String action) {
		if (!StringUtils.hasText(value)) {
			throw invalid("it is not set", action);
		}
		return value;
	}

	@Override
	public String toString() {
		return "'" + this.name + "'";
	}

}
