package io.provisionhook.plugin.tenantconfig;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.provisionhook.EnvMutator;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.test.EnvMutatorContract;

/**
 * Tests that {@link TenantConfigMutator} keeps to the contract of a mutator.
 */
class TenantConfigMutatorContractTests extends EnvMutatorContract {

	@Override
	protected EnvMutator createMutator() {
		return new TenantConfigMutator(TenantConfigPropertiesBinder.of("defaults.LOG_LEVEL=info",
				"tenants.acme.REGISTRY_TOKEN=t0ken-of-acme", "tenants.globex.REGISTRY_TOKEN=t0ken-of-globex",
				"roles.reviewer.LOG_LEVEL=debug", "labels.tier.gold.MAX_JOBS=8"));
	}

	@Override
	protected WorkspaceRequest request(int number) {
		return WorkspaceRequest.named("workspace-" + number)
			.tenant((number % 2 == 0) ? "acme" : "globex")
			.role((number % 3 == 0) ? "reviewer" : null)
			.labels((number % 5 == 0) ? Map.of("tier", "gold") : Map.of())
			.build();
	}

	@Override
	protected Collection<String> secrets() {
		return List.of("t0ken-of-acme", "t0ken-of-globex");
	}

}
