package io.provisionhook.plugin.tenantconfig;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Variables by the value of one property of a workspace: tenant, role or a label.
 *
 * @param name name of the layer below the prefix of the plugin, such as
 * {@code labels.tier}
 * @param selector returns the value of a workspace; {@code null} if there is none
 * @param variables the variables by that value
 */
record Layer(String name, Function<WorkspaceRequest, @Nullable String> selector,
		Map<String, Map<String, String>> variables) {

	private static final String PROPERTY = TenantConfigProperties.PREFIX + ".layers";

	private static final String LABEL = "labels.";

	/**
	 * Create the configured layers in their order. A later layer wins.
	 * @param properties the properties
	 * @return the layers with variables
	 * @throws PluginConfigurationException if the order is incomplete or ambiguous
	 */
	static List<Layer> inOrder(TenantConfigProperties properties) {
		List<Layer> layers = configured(properties);
		List<String> order = properties.layers();
		if (order.isEmpty()) {
			requireClearOrder(layers);
			return layers;
		}
		layers.forEach((layer) -> requireOnce(layer, order));
		return order.stream().flatMap((name) -> layers.stream().filter((layer) -> layer.name().equals(name))).toList();
	}

	private static List<Layer> configured(TenantConfigProperties properties) {
		List<Layer> layers = new ArrayList<>();
		layers.add(new Layer("tenants", WorkspaceRequest::tenant, properties.tenants()));
		layers.add(new Layer("roles", WorkspaceRequest::role, properties.roles()));
		properties.labels()
			.forEach((key, variables) -> layers
				.add(new Layer(LABEL + key, (request) -> request.labels().get(key), variables)));
		layers.removeIf((layer) -> layer.variables().isEmpty());
		return List.copyOf(layers);
	}

	// Properties come from several sources, so their order does not rank labels
	private static void requireClearOrder(List<Layer> layers) {
		Map<String, String> layerOf = new HashMap<>();
		for (Layer layer : layers) {
			for (String variable : layer.isLabel() ? layer.variableNames() : Set.<String>of()) {
				String other = layerOf.putIfAbsent(variable, layer.name());
				if (other != null) {
					throw new PluginConfigurationException(PROPERTY,
							"'" + other + "' and '" + layer.name() + "' both set variable '" + variable
									+ "', and nothing says which wins",
							"List the layers, the one that wins last, as in '"
									+ String.join(", ", layers.stream().map(Layer::name).toList()) + "'.");
				}
			}
		}
	}

	private static void requireOnce(Layer layer, List<String> order) {
		long times = order.stream().filter(layer.name()::equals).count();
		if (times != 1) {
			throw new PluginConfigurationException(PROPERTY,
					"'" + layer.name() + "' is configured and " + ((times == 0) ? "not listed" : "listed twice"),
					"List each layer once, the one that wins last.");
		}
	}

	private boolean isLabel() {
		return this.name.startsWith(LABEL);
	}

	private Set<String> variableNames() {
		return this.variables.values()
			.stream()
			.flatMap((values) -> values.keySet().stream())
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	Map<String, String> variablesFor(WorkspaceRequest request) {
		String value = this.selector.apply(request);
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
