package io.provisionhook.plugin.tenantconfig;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.core.Ordered;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.tenantconfig.TenantConfigProperties.UnknownTenant;

/**
 * Mutator that sets the configured variables for the tenant, role and labels of a
 * workspace.
 */
final class TenantConfigMutator implements EnvMutator, Ordered {

	private static final int SHOWN_TENANTS = 10;

	private final TenantConfigProperties properties;

	private final List<Layer> layers;

	TenantConfigMutator(TenantConfigProperties properties) {
		this.properties = properties;
		this.layers = Layer.inOrder(properties);
	}

	@Override
	public String name() {
		return "tenant-config";
	}

	@Override
	public SideEffects sideEffects() {
		return SideEffects.NONE;
	}

	@Override
	public int getOrder() {
		return this.properties.order();
	}

	@Override
	public void mutateEnv(ProvisionContext context, Env env) {
		WorkspaceRequest request = context.request();
		if (this.properties.unknownTenant() == UnknownTenant.FAIL) {
			requireKnownTenant(request);
		}
		Map<String, String> variables = new LinkedHashMap<>(this.properties.defaults());
		this.layers.forEach((layer) -> variables.putAll(layer.variablesFor(request)));
		env.putAll(variables);
	}

	private void requireKnownTenant(WorkspaceRequest request) {
		Set<String> known = this.properties.tenants().keySet();
		String tenant = request.tenant();
		if (tenant != null && !known.isEmpty() && !known.contains(tenant)) {
			throw new IllegalArgumentException("unknown tenant \"" + tenant + "\"; the tenants are " + list(known));
		}
	}

	private static String list(Set<String> tenants) {
		String shown = tenants.stream().limit(SHOWN_TENANTS).collect(Collectors.joining(", "));
		int rest = tenants.size() - SHOWN_TENANTS;
		return (rest > 0) ? shown + " and " + rest + " more" : shown;
	}

}
