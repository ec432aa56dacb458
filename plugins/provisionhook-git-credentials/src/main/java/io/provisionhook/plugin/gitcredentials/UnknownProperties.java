package io.provisionhook.plugin.gitcredentials;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * Finds properties of hosts that nothing reads. Without it, a {@code tenants} that is
 * misspelt would give the credentials of a host to all tenants; and what Spring Boot has
 * for that does not look at what is nested in a list.
 */
final class UnknownProperties extends AbstractBindHandler {

	private static final ConfigurationPropertyName HOSTS = ConfigurationPropertyName
		.of(GitCredentialsProperties.PREFIX + ".hosts");

	private final Set<ConfigurationPropertyName> known = new HashSet<>();

	private final Set<ConfigurationPropertyName> bound = new HashSet<>();

	private UnknownProperties() {
	}

	/**
	 * Require that each property of a host is known.
	 * @param environment the properties
	 * @throws io.provisionhook.plugin.configuration.PluginConfigurationException if one
	 * is not
	 */
	static void requireNone(Environment environment) {
		UnknownProperties properties = new UnknownProperties();
		Binder.get(environment)
			.bind(GitCredentialsProperties.PREFIX, Bindable.of(GitCredentialsProperties.class), properties);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource names) {
				names.stream().forEach(properties::requireKnown);
			}
		}
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		this.known.add(name);
		return super.onStart(name, target, context);
	}

	@Override
	public Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
		this.bound.add(name);
		return result;
	}

	private void requireKnown(ConfigurationPropertyName name) {
		if (HOSTS.isAncestorOf(name) && !this.known.contains(name) && !isInOverriddenList(name)) {
			throw new Property(name.toString()).mistake("there is no such property",
					"Correct its name, or remove it. The page about the plugin has all properties of a host.");
		}
	}

	// A list takes the place of one that a source with less precedence has
	private boolean isInOverriddenList(ConfigurationPropertyName name) {
		ConfigurationPropertyName host = name.chop(HOSTS.getNumberOfElements() + 1);
		return !this.bound.contains(host) || (name.isLastElementIndexed() && this.known.contains(name.getParent()));
	}

}
