package io.provisionhook.plugin.internal.configuration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Checks the keys of a map property for ambiguous names.
 * <p>
 * Spring Boot treats {@code ac-me}, {@code Acme} and {@code acme} as one key, and removes
 * all characters but letters, digits, dashes and underscores. Without brackets around the
 * keys, one tenant could get the values of another.
 *
 * @since 0.1.0
 */
public final class ConfigurationKeys {

	private static final String ACTION = "Put such keys in brackets, and in YAML in quotes too, as in \"[ac-me]\".";

	private static final Pattern BRACKETS = Pattern.compile("\\[[^]]*]");

	private static final Pattern LOST = Pattern.compile("[^A-Za-z0-9._-]");

	private final ConfigurationPropertyName map;

	private final Map<ConfigurationPropertyName, String> keys = new HashMap<>();

	private ConfigurationKeys(ConfigurationPropertyName map) {
		this.map = map;
	}

	/**
	 * Check the keys of a map, and of the maps in it. Environment variables are not
	 * checked, since they have neither case nor dashes.
	 * @param environment the environment with the properties
	 * @param property the full name of the map property
	 * @throws PluginConfigurationException if a key loses a character, or two keys are
	 * the same to Spring Boot
	 */
	public static void requireDistinct(ConfigurableEnvironment environment, String property) {
		ConfigurationKeys keys = new ConfigurationKeys(ConfigurationPropertyName.of(property));
		environment.getPropertySources()
			.stream()
			.filter((source) -> !(source instanceof SystemEnvironmentPropertySource))
			.forEach((source) -> {
				if (source instanceof EnumerablePropertySource<?> enumerable) {
					List.of(enumerable.getPropertyNames()).forEach(keys::add);
				}
			});
	}

	private void add(String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
		if (this.map.isAncestorOf(name)) {
			requireNothingLost(property);
			for (int size = this.map.getNumberOfElements() + 1; size <= name.getNumberOfElements(); size++) {
				requireSameSpelling(property, name.chop(size));
			}
		}
	}

	private static void requireNothingLost(String property) {
		if (LOST.matcher(BRACKETS.matcher(property).replaceAll("")).find()) {
			throw new PluginConfigurationException(property,
					"the key has a character that is lost, since it is neither a letter, a digit, a dash nor an underscore",
					ACTION);
		}
	}

	private void requireSameSpelling(String property, ConfigurationPropertyName name) {
		String key = spelling(name);
		String other = this.keys.putIfAbsent(name, key);
		if (other != null && !other.equals(key)) {
			throw new PluginConfigurationException(property,
					"the keys '" + other + "' and '" + key + "' are taken for the same", ACTION);
		}
	}

	private String spelling(ConfigurationPropertyName name) {
		List<String> elements = new ArrayList<>();
		for (int i = this.map.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
			elements.add(name.getElement(i, Form.ORIGINAL));
		}
		return String.join(".", elements);
	}

}
