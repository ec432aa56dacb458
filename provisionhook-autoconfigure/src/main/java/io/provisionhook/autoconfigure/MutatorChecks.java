package io.provisionhook.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

import io.provisionhook.Registration;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.ProvisionhookProperties.Mutator;
import io.provisionhook.autoconfigure.ProvisionhookProperties.UnknownMutators;

/**
 * Compares, once all beans are there, the mutators with what the operator decided about
 * them, so that no typing error leaves a workspace without a mutator or a policy.
 */
final class MutatorChecks implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(MutatorChecks.class);

	private final Registry registry;

	private final ProvisionhookProperties properties;

	private final EnvMutatorBeans beans;

	MutatorChecks(Registry registry, ProvisionhookProperties properties, EnvMutatorBeans beans) {
		this.registry = registry;
		this.properties = properties;
		this.beans = beans;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<Registration> chain = this.registry.registrations();
		List<Registration> all = Stream.concat(chain.stream(), this.registry.disabled().stream()).toList();
		requireNameOfItsOwn(all);
		List<String> names = all.stream().map(Registration::name).distinct().toList();
		this.properties.mutators().forEach((key, mutator) -> {
			if (names.stream().noneMatch((name) -> MutatorKeys.matches(key, name))) {
				unknown(key, mutator, names);
			}
			else if (mutator.required() && chain.stream().noneMatch((each) -> MutatorKeys.matches(key, each.name()))) {
				throw new RequiredMutatorException(key, true, names);
			}
		});
	}

	private void requireNameOfItsOwn(List<Registration> registrations) {
		Map<String, Registration> byName = new HashMap<>();
		for (Registration registration : registrations) {
			if (this.beans.find(registration.mutator()).isPresent()) {
				Registration other = byName.putIfAbsent(registration.name(), registration);
				if (other != null && other.mutator() != registration.mutator()) {
					throw new DuplicateMutatorException(registration.name(), beanOf(other), beanOf(registration));
				}
			}
		}
	}

	private String beanOf(Registration registration) {
		return this.beans.find(registration.mutator()).orElseThrow().name();
	}

	private void unknown(String key, Mutator mutator, List<String> names) {
		if (mutator.required()) {
			throw new RequiredMutatorException(key, false, names);
		}
		UnknownMutatorException unknown = new UnknownMutatorException(key, names);
		if (this.properties.unknownMutators() == UnknownMutators.FAIL) {
			throw unknown;
		}
		logger.warn("provisionhook: " + unknown.getMessage());
	}

}
