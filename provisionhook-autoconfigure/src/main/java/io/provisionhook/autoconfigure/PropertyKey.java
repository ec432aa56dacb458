package io.provisionhook.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * A key below {@code provisionhook}, as it is written in a property source.
 *
 * @param text the key as it is written
 * @param name the name that Spring Boot reads it as
 * @param source where it is written
 * @param variable whether it is an environment variable, in which nothing tells a dash or
 * a dot of a name from the end of an element
 */
record PropertyKey(String text, ConfigurationPropertyName name, EnumerablePropertySource<?> source, boolean variable) {

	static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("provisionhook");

	private static final String SYSTEM_ENVIRONMENT = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

	/**
	 * The property that builds have the version in. Maven passes it on to tests if it is
	 * an argument.
	 */
	private static final String OF_BUILD = "provisionhook.version";

	/**
	 * Variables that workspaces get from plugins. A host application may run in one.
	 */
	private static final Set<String> OF_WORKSPACE = Set.of("PROVISIONHOOK_CREDENTIALS_URL",
			"PROVISIONHOOK_CREDENTIALS_TOKEN", "PROVISIONHOOK_GIT_HELPER", "PROVISIONHOOK_GIT_HOSTS");

	/**
	 * Variables that Kubernetes makes for a Service whose name is {@code provisionhook}
	 * or begins with {@code provisionhook-}.
	 */
	private static final Pattern OF_SERVICE = Pattern.compile("PROVISIONHOOK_PORT|PROVISIONHOOK(_[A-Z0-9_]+)?_"
			+ "(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

	private static final Pattern ADDRESS_OF_SERVICE = Pattern.compile("(tcp|udp|sctp)://.*");

	/**
	 * Find the keys of an application.
	 * @param environment the environment of the application
	 * @return the keys, in the order of their sources
	 */
	static List<PropertyKey> in(ConfigurableEnvironment environment) {
		List<PropertyKey> keys = new ArrayList<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.getUnderlyingSource() instanceof EnumerablePropertySource<?> enumerable) {
				boolean variables = isSystemEnvironment(enumerable);
				for (String text : enumerable.getPropertyNames()) {
					if (uniform(text).startsWith("provisionhook") && !isForeign(text, enumerable, variables)) {
						nameOf(text, variables)
							.ifPresent((name) -> keys.add(new PropertyKey(text, name, enumerable, variables)));
					}
				}
			}
		}
		return keys;
	}

	// As Spring Boot decides it
	private static boolean isSystemEnvironment(EnumerablePropertySource<?> source) {
		return source instanceof SystemEnvironmentPropertySource
				&& (source.getName().equals(SYSTEM_ENVIRONMENT) || source.getName().endsWith("-" + SYSTEM_ENVIRONMENT));
	}

	private static boolean isForeign(String text, EnumerablePropertySource<?> source, boolean variables) {
		if (!variables) {
			return text.equals(OF_BUILD);
		}
		return OF_WORKSPACE.contains(text) || OF_SERVICE.matcher(text).matches() || (text.endsWith("_PORT")
				&& ADDRESS_OF_SERVICE.matcher(String.valueOf(source.getProperty(text))).matches());
	}

	private static Optional<ConfigurationPropertyName> nameOf(String text, boolean variable) {
		if (sourceOf(List.of(text), variable) instanceof IterableConfigurationPropertySource names) {
			return names.stream().filter(PREFIX::isAncestorOf).findFirst();
		}
		return Optional.empty();
	}

	/**
	 * Create a source that has keys without their values.
	 * @param keys the keys as they are written
	 * @param variables whether they are environment variables
	 * @return the source
	 */
	static ConfigurationPropertySource sourceOf(Iterable<String> keys, boolean variables) {
		Map<String, Object> map = new LinkedHashMap<>();
		keys.forEach((key) -> map.put(key, ""));
		return Objects.requireNonNull(ConfigurationPropertySource.from(variables
				? new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT, map) : new MapPropertySource("keys", map)));
	}

	/**
	 * Return what is left of a text if only letters and digits count, and not their case.
	 * @param text the text
	 * @return the letters of ASCII in lower case, and the digits
	 */
	static String uniform(String text) {
		return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

	/**
	 * Return whether there is nothing behind the key, as in YAML if all that is below it
	 * is commented out.
	 * @return whether the value is empty
	 */
	boolean isEmpty() {
		return "".equals(this.source.getProperty(this.text));
	}

	@Nullable Origin origin() {
		return OriginLookup.getOrigin(this.source, this.text);
	}

}
