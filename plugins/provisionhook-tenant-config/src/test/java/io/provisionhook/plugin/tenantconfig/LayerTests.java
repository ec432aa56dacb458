package io.provisionhook.plugin.tenantconfig;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Layer}.
 */
class LayerTests {

	@Test
	void inOrderPutsTenantsBeforeRolesBeforeLabels() {
		assertThat(inOrder("labels.tier.gold.A=1", "roles.reviewer.A=1", "tenants.acme.A=1")).containsExactly("tenants",
				"roles", "labels.tier");
	}

	@Test
	void inOrderLeavesOutWhatIsNotConfigured() {
		assertThat(inOrder("roles.reviewer.A=1", "defaults.A=1")).containsExactly("roles");
		assertThat(inOrder("layers=tenants,roles,labels.tier", "roles.reviewer.A=1")).containsExactly("roles");
	}

	@Test
	void inOrderTakesListedOrder() {
		assertThat(inOrder("layers=labels.b,roles,labels.example.com/a,tenants", "tenants.acme.A=1",
				"roles.reviewer.A=1", "labels[example.com/a].x.A=1", "labels.b.y.A=1"))
			.containsExactly("labels.b", "roles", "labels.example.com/a", "tenants");
	}

	@Test
	void inOrderSeparatesLabelsWithCommonPrefix() {
		assertThat(inOrder("layers=labels.team,labels.team-lead", "labels.team.a.A=1", "labels.team-lead.b.A=1"))
			.containsExactly("labels.team", "labels.team-lead");
	}

	@Test
	void inOrderAcceptsLabelsThatSetDifferentVariables() {
		assertThat(inOrder("labels.a.x.A=1", "labels.a.y.A=2", "labels.b.x.B=3")).containsExactlyInAnyOrder("labels.a",
				"labels.b");
	}

	@Test
	void inOrderRefusesLabelsThatSetOneVariableInNoOrder() {
		refuses("'labels.a' and 'labels.b' both set variable 'A', and nothing says which wins",
				"List the layers, the one that wins last, as in 'tenants, labels.a, labels.b'.", "tenants.acme.A=1",
				"labels.a.x.A=1", "labels.b.y.A=2");
	}

	@Test
	void inOrderRefusesListWithoutConfiguredLayer() {
		refuses("'labels.tier' is configured and not listed", "List each layer once, the one that wins last.",
				"tenants.acme.A=1", "labels.tier.gold.A=1", "layers=tenants,labels.teir");
	}

	@Test
	void inOrderRefusesListWithLayerTwice() {
		refuses("'tenants' is configured and listed twice", "List each layer once, the one that wins last.",
				"tenants.acme.A=1", "roles.reviewer.A=1", "layers=tenants,roles,tenants");
	}

	@Test
	void layerShowsNoValues() {
		assertThat(Layer.inOrder(TenantConfigPropertiesBinder.of("tenants.acme.API_TOKEN=t0ps3cret"))).asString()
			.isEqualTo("[tenants[acme]]");
	}

	private static List<String> inOrder(String... lines) {
		return Layer.inOrder(TenantConfigPropertiesBinder.of(lines)).stream().map(Layer::name).toList();
	}

	private static void refuses(String problem, String action, String... lines) {
		TenantConfigProperties properties = TenantConfigPropertiesBinder.of(lines);
		assertThatExceptionOfType(PluginConfigurationException.class).isThrownBy(() -> Layer.inOrder(properties))
			.withMessage("Configuration property 'provisionhook.tenant-config.layers': " + problem)
			.returns(action, PluginConfigurationException::getAction);
	}

}
