package io.provisionhook.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

import io.provisionhook.EnvMutatorsAware;
import io.provisionhook.Registration;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.EnvMutatorBeans.EnvMutatorBean;
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

	private final ListableBeanFactory beanFactory;

	MutatorChecks(Registry registry, ProvisionhookProperties properties, EnvMutatorBeans beans,
			ListableBeanFactory beanFactory) {
		this.registry = registry;
		this.properties = properties;
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
		this.properties.mutators().forEach((key, mutator) -> {
			if (names.stream().noneMatch((name) -> MutatorKeys.matches(key, name))) {
				unknown(key, mutator, names);
			}
			else if (mutator.required() && chain.stream().noneMatch((each) -> MutatorKeys.matches(key, each.name()))) {
				throw new RequiredMutatorException(key, true, names);
			}
		});
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
