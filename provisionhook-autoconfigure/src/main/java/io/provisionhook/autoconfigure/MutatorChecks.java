package io.provisionhook.autoconfigure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

import io.provisionhook.EnvMutatorsAware;
import io.provisionhook.Registration;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.EnvMutatorBeans.EnvMutatorBean;
import io.provisionhook.autoconfigure.ProvisionhookProperties.Mutator;
import io.provisionhook.autoconfigure.ProvisionhookProperties.UnknownProperties;

/**
 * Checks the registered mutators and their properties when all beans are created, so that
 * no typing error leaves a workspace without a mutator or a policy.
 */
final class MutatorChecks implements SmartInitializingSingleton {

	private final Registry registry;

	private final UnknownProperties unknownProperties;

	private final MutatorPolicies policies;

	private final EnvMutatorBeans beans;

	private final ListableBeanFactory beanFactory;

	MutatorChecks(Registry registry, UnknownProperties unknownProperties, MutatorPolicies policies,
			EnvMutatorBeans beans, ListableBeanFactory beanFactory) {
		this.registry = registry;
		this.unknownProperties = unknownProperties;
		this.policies = policies;
		this.beans = beans;
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<Registration> chain = this.registry.registrations();
		List<Registration> all = Stream.concat(chain.stream(), this.registry.disabled().stream()).toList();
		requireUniqueNames(all);
		requireHandler(chain);
		chain.forEach((registration) -> AsyncMutatorCheck.check(registration.mutator(), registration.source()));
		List<String> names = all.stream().map(Registration::name).distinct().toList();
		requireKnownProperties(names);
		names.stream().filter(this.policies::isRequired).forEach((name) -> requireEnabled(name, chain));
	}

	private static void requireEnabled(String name, List<Registration> chain) {
		if (chain.stream().noneMatch((registration) -> registration.name().equals(name))) {
			String property = UnknownPropertyReport.textOf(PropertyKey.prefixOf(name));
			throw new HookSetupException(
					"Mutator '" + name + "' is required by configuration property '" + property
							+ ".required', but it is disabled.",
					"Set '" + property + ".enabled=true', or do not require it.");
		}
	}

	// The handler of a parent context runs the mutators of that context only
	private void requireHandler(List<Registration> chain) {
		List<String> unseen = chain.stream()
			.flatMap((registration) -> this.beans.find(registration.mutator()).stream())
			.filter((bean) -> !bean.inherited())
			.map(EnvMutatorBean::name)
			.toList();
		boolean hasHandler = this.beanFactory.getBeanNamesForType(EnvMutatorsAware.class).length > 0;
		boolean parentHasHandler = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory,
				EnvMutatorsAware.class).length > 0;
		if (!unseen.isEmpty() && !hasHandler && parentHasHandler) {
			throw new HookSetupException(
					"The WorkspaceHandler is a bean of a parent context, so it would never run the mutators of this context ("
							+ String.join(", ", unseen) + ").",
					"Define the mutators in the context of the WorkspaceHandler, or define a WorkspaceHandler or another "
							+ "EnvMutatorsAware bean in this context.");
		}
	}

	private void requireUniqueNames(List<Registration> registrations) {
		Map<String, Registration> byName = new HashMap<>();
		for (Registration registration : registrations) {
			if (this.beans.find(registration.mutator()).isPresent()) {
				Registration other = byName.putIfAbsent(registration.name(), registration);
				if (other != null && other.mutator() != registration.mutator()) {
					throw duplicate(registration.name(), beanOf(other), beanOf(registration));
				}
			}
		}
	}

	private static HookSetupException duplicate(String name, String firstBean, String secondBean) {
		return new HookSetupException(
				"Beans '" + firstBean + "' and '" + secondBean + "' are different mutators with the same name '" + name
						+ "'. Properties, metrics and errors identify a mutator by its name.",
				"Remove bean '" + firstBean + "' or bean '" + secondBean
						+ "', or change the name that one of them returns.");
	}

	private String beanOf(Registration registration) {
		EnvMutatorBean bean = this.beans.find(registration.mutator()).orElseThrow();
		return bean.name() + (bean.inherited() ? " (of a parent context)" : "");
	}

	private void requireKnownProperties(List<String> names) {
		if (this.policies.keys().isEmpty()) {
			return;
		}
		List<String> properties = new ArrayList<>();
		// Makes all properties of each mutator known, as suggestions
		names.forEach((name) -> properties.add(PropertyKey.prefixOf(name).append("enabled").toString()));
		for (PropertyKey key : this.policies.keys()) {
			names.stream()
				.map((name) -> key.propertyOf(name))
				.filter(Objects::nonNull)
				.forEach((name) -> properties.add(name.toString()));
		}
		KnownProperties known = new KnownProperties(properties, List.of());
		known.add(PropertyKey.MUTATORS, Bindable.mapOf(String.class, Mutator.class));
		UnknownPropertyReport report = new UnknownPropertyReport();
		this.policies.keys().forEach((key) -> check(key, names, known, report));
		report.publish(this.unknownProperties);
	}

	private static void check(PropertyKey key, List<String> names, KnownProperties known,
			UnknownPropertyReport report) {
		List<String> matching = names.stream().filter((name) -> key.propertyOf(name) != null).toList();
		if (matching.isEmpty()) {
			String registered = names.isEmpty() ? " No mutators are registered."
					: " Registered mutators: " + String.join(", ", names) + ".";
			report.add(key,
					"is not a property of a registered mutator"
							+ UnknownPropertyReport.didYouMean(key, known.nearest(key.name())) + registered,
					isRequired(key));
		}
		else if (matching.size() > 1) {
			report.add(
					key, "matches several mutators: " + String.join(", ", matching)
							+ ". Put the name in brackets, as in '" + PropertyKey.prefixOf(matching.get(0)) + "'.",
					true);
		}
		else {
			ConfigurationPropertyName name = Objects.requireNonNull(key.propertyOf(matching.get(0)));
			if (!known.isKnown(name)) {
				report.add(key, "is not known" + UnknownPropertyReport.didYouMean(key, known.nearest(name)), false);
			}
		}
	}

	private static boolean isRequired(PropertyKey key) {
		return PropertyKey.normalize(key.name().getLastElement(Form.ORIGINAL)).equals("required")
				&& !"false".equalsIgnoreCase(String.valueOf(key.value()));
	}

}
