package io.provisionhook.plugin.githubappauth;

import java.util.regex.Pattern;

import io.provisionhook.plugin.internal.configuration.PlaceholderTemplate;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Reads texts with placeholders, as they are found in properties.
 */
final class Templates {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

	private Templates() {
	}

	/**
	 * Read a text.
	 * @param property the property that it comes from
	 * @param text the text
	 * @param form what it looks like; a placeholder counts as a {@code 0}, which is both
	 * a digit and a name
	 * @param mistake what to say of a text that does not look like that
	 * @param action what to do about it
	 * @return the template
	 * @throws PluginConfigurationException if it is not what it should be
	 */
	static PlaceholderTemplate parse(String property, String text, Pattern form, String mistake, String action) {
		PlaceholderTemplate template;
		try {
			template = PlaceholderTemplate.parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new PluginConfigurationException(property, String.valueOf(ex.getMessage()),
					"Correct the placeholder.", ex);
		}
		if (!form.matcher(PLACEHOLDER.matcher(text).replaceAll("0")).matches()) {
			throw new PluginConfigurationException(property, "'" + text + "' " + mistake, action);
		}
		return template;
	}

}
