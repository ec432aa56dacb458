package io.provisionhook.plugin.tenantconfig;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.provisionhook.WorkspaceRequest;

/**
 * Variables that depend on one fact about the workspace.
 *
 * @param name its name below the plugin's prefix, for example {@code labels.tier}
 * @param fact the fact; {@code null} for a workspace that has none
 * @param variables the variables by the value of the fact
 */
record Layer(String name, Function<WorkspaceRequest, @Nullable String> fact,
		Map<String, Map<String, String>> variables) {

	static final String LABEL = "labels.";

	static Layer ofTenants(Map<String, Map<String, String>> variables) {
		return new Layer("tenants", WorkspaceRequest::tenant, variables);
	}

	static Layer ofRoles(Map<String, Map<String, String>> variables) {
		return new Layer("roles", WorkspaceRequest::role, variables);
	}

	static Layer ofLabel(String key, Map<String, Map<String, String>> variables) {
		return new Layer(LABEL + key, (request) -> request.labels().get(key), variables);
	}

	boolean isLabel() {
		return this.name.startsWith(LABEL);
	}

	Set<String> variableNames() {
		return this.variables.values()
			.stream()
			.flatMap((values) -> values.keySet().stream())
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	Map<String, String> variablesFor(WorkspaceRequest request) {
		String value = this.fact.apply(request);
		return (value != null) ? this.variables.getOrDefault(value, Map.of()) : Map.of();
	}

	/**
	 * Return names only, since any value may be a secret.
	 */
	@Override
	public String toString() {
		return this.name + this.variables.keySet();
	}

}
