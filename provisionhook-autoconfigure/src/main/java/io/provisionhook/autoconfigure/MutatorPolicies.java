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
 * Policies of mutators by name. They are bound when the name of a mutator is known, since
 * an environment variable does not show where the name ends. Thread-safe.
 */
final class MutatorPolicies {

	private final List<PropertyKey> keys;

	private final Defaults defaults;

	private final PropertySourcesPlaceholdersResolver placeholders;

	MutatorPolicies(ConfigurableEnvironment environment, Defaults defaults) {
		this.keys = PropertyKey.findAll(environment).stream().filter(PropertyKey::isOfMutator).toList();
		this.defaults = defaults;
		this.placeholders = new PropertySourcesPlaceholdersResolver(environment);
	}

	MutatorPolicy policyOf(String mutatorName) {
		return find(mutatorName).map((mutator) -> mutator.policy(this.defaults)).orElseGet(this.defaults::policy);
	}

	boolean isRequired(String mutatorName) {
		return find(mutatorName).map(Mutator::required).orElse(false);
	}

	List<PropertyKey> keys() {
		return this.keys;
	}

	private Optional<Mutator> find(String mutatorName) {
		Map<PropertySource<?>, Map<String, Object>> sources = new LinkedHashMap<>();
		for (PropertyKey key : this.keys) {
			ConfigurationPropertyName name = key.propertyOf(mutatorName);
			if (name != null) {
				sources.computeIfAbsent(key.source(), (source) -> new LinkedHashMap<>())
					.putIfAbsent(name.toString(), OriginTrackedValue.of(key.value(), key.origin()));
			}
		}
		List<ConfigurationPropertySource> bound = new ArrayList<>();
		sources.forEach((source, properties) -> bound
			.add(ConfigurationPropertySource.from(new OriginTrackedMapPropertySource(source.getName(), properties))));
		BindResult<Mutator> mutator = new Binder(bound, this.placeholders).bind(PropertyKey.prefixOf(mutatorName),
				Bindable.of(Mutator.class), new ValidationBindHandler(Mutator.VALIDATOR));
		return mutator.isBound() ? Optional.of(mutator.get()) : Optional.empty();
	}

}
