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
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
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
 * A key below {@code provisionhook} in a property source.
 * <p>
 * A key below {@code provisionhook.mutators} has the name of a mutator. In brackets it is
 * the exact name. Otherwise names are equal if their letters and digits are, ignoring
 * case, as for other elements in Spring Boot. In an environment variable the name may
 * take several elements.
 *
 * @param text the key as in the source
 * @param name the name that Spring Boot derives from the key
 * @param source the property source
 * @param variable whether the key is an environment variable, in which dashes and dots of
 * names look like the ends of elements
 */
record PropertyKey(String text, ConfigurationPropertyName name, EnumerablePropertySource<?> source, boolean variable) {

	static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("provisionhook");

	static final ConfigurationPropertyName MUTATORS = PREFIX.append("mutators");

	private static final int MUTATOR_NAME = 2;

	private static final Set<String> MUTATOR_MEMBERS = Set.of("enabled", "timeout", "onfailure", "required",
			"mayoverride", "maywrite");

	private static final String SYSTEM_ENVIRONMENT = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

	/**
	 * Property for the version in builds. Maven passes it on to tests if it is an
	 * argument.
	 */
	private static final String OF_BUILD = "provisionhook.version";

	/**
	 * Variables of workspaces from plugins. A host application may run in a workspace.
	 */
	private static final Set<String> OF_WORKSPACE = Set.of("PROVISIONHOOK_CREDENTIALS_URL",
			"PROVISIONHOOK_CREDENTIALS_TOKEN", "PROVISIONHOOK_GIT_HELPER", "PROVISIONHOOK_GIT_HOSTS");

	/**
	 * Variables of Kubernetes for a Service with the name {@code provisionhook} or the
	 * prefix {@code provisionhook-}.
	 */
	private static final Pattern OF_SERVICE = Pattern.compile("PROVISIONHOOK_PORT|PROVISIONHOOK(_[A-Z0-9_]+)?_"
			+ "(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

	private static final Pattern ADDRESS_OF_SERVICE = Pattern.compile("(tcp|udp|sctp)://.*");

	/**
	 * Find the keys of an application.
	 * @param environment the environment of the application
	 * @return the keys, in the order of their sources
	 */
	static List<PropertyKey> findAll(ConfigurableEnvironment environment) {
		List<PropertyKey> keys = new ArrayList<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.getUnderlyingSource() instanceof EnumerablePropertySource<?> enumerable) {
				boolean variables = isSystemEnvironment(enumerable);
				for (String text : enumerable.getPropertyNames()) {
					if (normalize(text).startsWith("provisionhook") && !isForeign(text, enumerable, variables)) {
						nameOf(text, variables)
							.ifPresent((name) -> keys.add(new PropertyKey(text, name, enumerable, variables)));
					}
				}
			}
		}
		return keys;
	}

	// As in Spring Boot
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
	 * Create a source with keys and without values.
	 * @param keys the keys
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
	 * Reduce a text to its letters and digits in lower case.
	 * @param text the text
	 * @return the letters of ASCII in lower case, and the digits
	 */
	static String normalize(String text) {
		return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

	/**
	 * Return whether the value is empty, as in YAML if all properties below the key are
	 * commented out.
	 * @return whether the value is empty
	 */
	boolean isEmpty() {
		return "".equals(value());
	}

	@Nullable Object value() {
		return this.source.getProperty(this.text);
	}

	@Nullable Origin origin() {
		return OriginLookup.getOrigin(this.source, this.text);
	}

	boolean isOfMutator() {
		return MUTATORS.isAncestorOf(this.name);
	}

	/**
	 * Return the prefix of the properties of a mutator.
	 * @param mutatorName the name of the mutator
	 * @return the prefix, with the name of the mutator in brackets
	 */
	static ConfigurationPropertyName prefixOf(String mutatorName) {
		return MUTATORS.append("[" + mutatorName + "]");
	}

	/**
	 * Return the property of a mutator that this key sets.
	 * @param mutatorName the name of the mutator
	 * @return the property, with the name of the mutator in brackets, or {@code null} if
	 * this key is not for that mutator
	 */
	@Nullable ConfigurationPropertyName propertyOf(String mutatorName) {
		if (!isOfMutator()) {
			return null;
		}
		if (this.variable) {
			return propertyOfVariable(mutatorName);
		}
		String element = this.name.getElement(MUTATOR_NAME, Form.ORIGINAL);
		boolean same = isInBrackets() ? element.equals(mutatorName) : matches(element, mutatorName);
		return same ? prefixOf(mutatorName).append(this.name.subName(MUTATOR_NAME + 1)) : null;
	}

	// The method of Spring Boot is not public
	private boolean isInBrackets() {
		return this.name.chop(MUTATOR_NAME + 1).isLastElementIndexed();
	}

	private static boolean matches(String element, String mutatorName) {
		String normalized = normalize(mutatorName);
		return !normalized.isEmpty() && normalized.equals(normalize(element));
	}

	private @Nullable ConfigurationPropertyName propertyOfVariable(String mutatorName) {
		StringBuilder element = new StringBuilder();
		for (int i = MUTATOR_NAME; i < this.name.getNumberOfElements(); i++) {
			element.append(this.name.getElement(i, Form.ORIGINAL));
			String member = memberOf(this.name.subName(i + 1));
			if (member != null && matches(element.toString(), mutatorName)) {
				return prefixOf(mutatorName).append(ConfigurationPropertyName.adapt(member, '.'));
			}
		}
		return null;
	}

	// Members have no members, so on.failure is on-failure
	private static @Nullable String memberOf(ConfigurationPropertyName rest) {
		StringBuilder member = new StringBuilder();
		int index = rest.getNumberOfElements();
		while (index > 0 && rest.isNumericIndex(index - 1)) {
			index--;
		}
		for (int i = 0; i < index; i++) {
			member.append(rest.getElement(i, Form.ORIGINAL));
		}
		return MUTATOR_MEMBERS.contains(member.toString()) ? member.toString() + rest.subName(index) : null;
	}

}
