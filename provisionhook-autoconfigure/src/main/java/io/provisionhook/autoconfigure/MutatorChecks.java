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
 * Compares, once all beans are there, the mutators with what the operator decided about
 * them, so that no typing error leaves a workspace without a mutator or a policy.
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
		requireNameOfItsOwn(all);
		requireHandler(chain);
		chain.forEach((registration) -> AsyncMutators.refuse(registration.mutator(), registration.source()));
		List<String> names = all.stream().map(Registration::name).distinct().toList();
		requireKnownProperties(names);
		names.stream().filter(this.policies::isRequired).forEach((name) -> requireEnabled(name, chain));
	}

	private static void requireEnabled(String name, List<Registration> chain) {
		if (chain.stream().noneMatch((registration) -> registration.name().equals(name))) {
			throw new RequiredMutatorException(name);
		}
	}

	// A handler of a parent context runs the mutators that are known there
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
					"The handler of workspaces belongs to a parent context, so it would never run the mutators of this one ("
							+ String.join(", ", unseen) + ")",
					"Define them in the context that has the WorkspaceHandler, or give this context a WorkspaceHandler or "
							+ "another EnvMutatorsAware bean.");
		}
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
		EnvMutatorBean bean = this.beans.find(registration.mutator()).orElseThrow();
		return bean.name() + (bean.inherited() ? " (of a parent context)" : "");
	}

	private void requireKnownProperties(List<String> names) {
		if (this.policies.keys().isEmpty()) {
			return;
		}
		List<String> written = new ArrayList<>();
		// So that all properties of each mutator are known, and can be suggested
		names.forEach((name) -> written.add(MutatorKeys.propertiesOf(name).append("enabled").toString()));
		for (PropertyKey key : this.policies.keys()) {
			names.stream()
				.map((name) -> MutatorKeys.resolve(key, name))
				.filter(Objects::nonNull)
				.forEach((name) -> written.add(name.toString()));
		}
		KnownProperties known = new KnownProperties(written, List.of());
		known.add(MutatorKeys.PARENT, Bindable.mapOf(String.class, Mutator.class));
		UnknownPropertyReport report = new UnknownPropertyReport();
		this.policies.keys().forEach((key) -> check(key, names, known, report));
		report.end(this.unknownProperties);
	}

	private static void check(PropertyKey key, List<String> names, KnownProperties known,
			UnknownPropertyReport report) {
		List<String> meant = names.stream().filter((name) -> MutatorKeys.resolve(key, name) != null).toList();
		if (meant.isEmpty()) {
			String registered = names.isEmpty() ? " No mutators are registered."
					: " Registered are: " + String.join(", ", names) + ".";
			report.add(key,
					"is no property of a registered mutator"
							+ UnknownPropertyReport.didYouMean(key, known.nearest(key.name())) + registered,
					isRequired(key));
		}
		else if (meant.size() > 1) {
			report.add(key,
					"is about mutators whose names read alike: " + String.join(", ", meant)
							+ ". Put the name in brackets, as in '" + MutatorKeys.propertiesOf(meant.get(0)) + "'.",
					true);
		}
		else {
			ConfigurationPropertyName name = Objects.requireNonNull(MutatorKeys.resolve(key, meant.get(0)));
			if (!known.isKnown(name)) {
				report.add(key, "is not known" + UnknownPropertyReport.didYouMean(key, known.nearest(name)), false);
			}
		}
	}

	private static boolean isRequired(PropertyKey key) {
		return PropertyKey.uniform(key.name().getLastElement(Form.ORIGINAL)).equals("required")
				&& !"false".equalsIgnoreCase(String.valueOf(key.source().getProperty(key.text())));
	}

}
