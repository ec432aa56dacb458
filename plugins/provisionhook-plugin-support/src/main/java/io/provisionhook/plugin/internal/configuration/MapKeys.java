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
 * Finds keys of a map of properties that do not arrive as they were written.
 * <p>
 * Spring Boot takes {@code ac-me}, {@code Acme} and {@code acme} for the same, and gives
 * each of them the values of one; and it leaves out what is not a letter, a digit, a dash
 * or an underscore. So one tenant could get what is another's, unless the keys are in
 * brackets.
 *
 * @since 0.1.0
 */
public final class MapKeys {

	private static final String ACTION = "Put such keys in brackets, and in YAML in quotes too, as in \"[ac-me]\".";

	private static final Pattern BRACKETS = Pattern.compile("\\[[^]]*]");

	private static final Pattern LOST = Pattern.compile("[^A-Za-z0-9._-]");

	private final ConfigurationPropertyName map;

	private final Map<ConfigurationPropertyName, String> keys = new HashMap<>();

	private MapKeys(ConfigurationPropertyName map) {
		this.map = map;
	}

	/**
	 * Check the keys of a map, and those of maps in it. Environment variables are left
	 * out: they have neither case nor dashes to begin with.
	 * @param environment where the properties are
	 * @param property the full name of the map's property
	 * @throws PluginConfigurationException if a key loses a character, or two keys are
	 * taken for the same
	 */
	public static void requireDistinct(ConfigurableEnvironment environment, String property) {
		MapKeys keys = new MapKeys(ConfigurationPropertyName.of(property));
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
