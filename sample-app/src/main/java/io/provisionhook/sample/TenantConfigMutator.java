package io.provisionhook.sample;

import java.util.Map;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;

/**
 * Gives a workspace the variables of its tenant, and refuses one of a tenant that nobody
 * knows.
 */
@Component
@Order(10)
final class TenantConfigMutator implements EnvMutator {

	private final Map<String, Map<String, String>> tenants;

	TenantConfigMutator(SampleProperties properties) {
		this.tenants = properties.tenants();
	}

	@Override
	public String name() {
		return "tenant-config";
	}

	@Override
	public void mutateEnv(ProvisionContext context, Env env) {
		String tenant = context.request().tenant();
		if (tenant != null) {
			env.putAll(variablesOf(tenant));
		}
	}

	private Map<String, String> variablesOf(String tenant) {
		Map<String, String> variables = this.tenants.get(tenant);
		if (variables == null) {
			throw new IllegalArgumentException(
					"unknown tenant \"" + tenant + "\"; the tenants are " + String.join(", ", this.tenants.keySet()));
		}
		return variables;
	}

}
