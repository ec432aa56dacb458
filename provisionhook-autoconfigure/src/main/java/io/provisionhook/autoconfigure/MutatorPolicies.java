package io.provisionhook.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

import io.provisionhook.MutatorPolicy;
import io.provisionhook.autoconfigure.ProvisionhookProperties.Defaults;
import io.provisionhook.autoconfigure.ProvisionhookProperties.Mutator;

/**
 * What the operator decided about mutators, by their names. Bound when the name of a
 * mutator is known: an environment variable does not tell what in it is the name.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class MutatorPolicies {

	private final List<PropertyKey> keys;

	private final Defaults defaults;

	private final PropertySourcesPlaceholdersResolver placeholders;

	MutatorPolicies(ConfigurableEnvironment environment, Defaults defaults) {
		this.keys = PropertyKey.in(environment)
			.stream()
			.filter((key) -> MutatorKeys.PARENT.isAncestorOf(key.name()))
			.toList();
		this.defaults = defaults;
		this.placeholders = new PropertySourcesPlaceholdersResolver(environment);
	}

	MutatorPolicy policyOf(String mutatorName) {
		return find(mutatorName).map((mutator) -> mutator.policy(this.defaults)).orElseGet(this.defaults::policy);
	}

	/**
	 * Return whether a mutator of a name has to be there.
	 * @param mutatorName the name of the mutator
	 * @return whether it is required
	 */
	public boolean isRequired(String mutatorName) {
		return find(mutatorName).map(Mutator::required).orElse(false);
	}

	List<PropertyKey> keys() {
		return this.keys;
	}

	private Optional<Mutator> find(String mutatorName) {
		Map<PropertySource<?>, Map<String, Object>> sources = new LinkedHashMap<>();
		for (PropertyKey key : this.keys) {
			ConfigurationPropertyName name = MutatorKeys.resolve(key, mutatorName);
			if (name != null) {
				sources.computeIfAbsent(key.source(), (source) -> new LinkedHashMap<>())
					.putIfAbsent(name.toString(),
							OriginTrackedValue.of(key.source().getProperty(key.text()), key.origin()));
			}
		}
		List<ConfigurationPropertySource> bound = new ArrayList<>();
		sources.forEach((source, properties) -> bound
			.add(ConfigurationPropertySource.from(new OriginTrackedMapPropertySource(source.getName(), properties))));
		BindResult<Mutator> mutator = new Binder(bound, this.placeholders).bind(MutatorKeys.propertiesOf(mutatorName),
				Bindable.of(Mutator.class), new ValidationBindHandler(PropertyChecks.MUTATOR));
		return mutator.isBound() ? Optional.of(mutator.get()) : Optional.empty();
	}

}
