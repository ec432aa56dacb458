package io.provisionhook.plugin.gitcredentials;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * A property, for messages.
 *
 * @param name its full name
 */
record Property(String name) {

	static Property ofHost(int index) {
		return new Property(GitCredentialsProperties.PREFIX + ".hosts[" + index + "]");
	}

	Property child(String child) {
		return new Property(this.name + "." + child);
	}

	/**
	 * Say that it is wrong.
	 * @param problem what is wrong, to be read behind its name
	 * @param action what to do about it
	 * @return what to throw
	 */
	PluginConfigurationException mistake(String problem, String action) {
		return new PluginConfigurationException(this.name, problem, action);
	}

	/**
	 * Require that it is set.
	 * @param value its value
	 * @param action what to do if it is not
	 * @return the value
	 */
	String require(@Nullable String value, String action) {
		if (!StringUtils.hasText(value)) {
			throw mistake("it is not set", action);
		}
		return value;
	}

	/**
	 * Return it as messages quote it.
	 */
	@Override
	public String toString() {
		return "'" + this.name + "'";
	}

}
