package io.provisionhook.plugin.tenantconfig;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Puts the layers that are configured into their order.
 */
final class Layers {

	private static final String PROPERTY = TenantConfigProperties.PREFIX + ".layers";

	private Layers() {
	}

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
		layers.add(Layer.ofTenants(properties.tenants()));
		layers.add(Layer.ofRoles(properties.roles()));
		properties.labels().forEach((key, variables) -> layers.add(Layer.ofLabel(key, variables)));
		layers.removeIf((layer) -> layer.variables().isEmpty());
		return List.copyOf(layers);
	}

	// Properties come from several places, so that their order says nothing about labels
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

}
