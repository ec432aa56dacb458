package io.provisionhook.plugin.tenantconfig;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TenantConfigMutator}.
 */
class TenantConfigMutatorTests {

	private static final String[] LAYERS = { "defaults.A=default", "defaults.B=default", "defaults.C=default",
			"defaults.D=default", "tenants.acme.B=tenant", "tenants.acme.C=tenant", "tenants.acme.D=tenant",
			"tenants.globex.E=other", "roles.reviewer.C=role", "roles.reviewer.D=role", "labels.tier.gold.D=label" };

	private final Env env = Env.of(Map.of());

	@Test
	void nameIsStable() {
		assertThat(new TenantConfigMutator(TenantConfigPropertiesBinder.of()).name()).isEqualTo("tenant-config");
	}

	@Test
	void mutateEnvPutsDefaultsIntoEveryWorkspace() {
		mutate(WorkspaceRequest.named("demo"), LAYERS);
		assertThat(this.env).containsOnly(Map.entry("A", "default"), Map.entry("B", "default"),
				Map.entry("C", "default"), Map.entry("D", "default"));
	}

	@Test
	void mutateEnvLetsLaterLayersWin() {
		mutate(WorkspaceRequest.named("demo").tenant("acme").role("reviewer").labels(Map.of("tier", "gold")), LAYERS);
		assertThat(this.env).containsOnly(Map.entry("A", "default"), Map.entry("B", "tenant"), Map.entry("C", "role"),
				Map.entry("D", "label"));
	}

	@Test
	void mutateEnvWithoutTenantPutsTheRest() {
		mutate(WorkspaceRequest.named("demo").role("reviewer"), LAYERS);
		assertThat(this.env).containsEntry("B", "default").containsEntry("C", "role");
	}

	@Test
	void mutateEnvLeavesOutRolesAndLabelsThatHaveNoEntry() {
		mutate(WorkspaceRequest.named("demo").tenant("acme").role("gardener").labels(Map.of("tier", "tin", "x", "y")),
				LAYERS);
		assertThat(this.env).containsEntry("C", "tenant").containsEntry("D", "tenant");
	}

	@Test
	void mutateEnvMatchesFactsByTheirCase() {
		mutate(WorkspaceRequest.named("demo").tenant("acme").role("Reviewer").labels(Map.of("tier", "Gold")), LAYERS);
		assertThat(this.env).containsEntry("C", "tenant").containsEntry("D", "tenant");
	}

	@Test
	void mutateEnvOverridesWhatIsThere() {
		this.env.put("A", "as it was");
		this.env.put("X", "as it was");
		mutate(WorkspaceRequest.named("demo"), "defaults.A=default");
		assertThat(this.env).containsOnly(Map.entry("A", "default"), Map.entry("X", "as it was"));
	}

	@Test
	void mutateEnvKeepsEmptyValue() {
		mutate(WorkspaceRequest.named("demo").tenant("acme"), "defaults.A=default", "tenants.acme.A=");
		assertThat(this.env).containsOnly(Map.entry("A", ""));
	}

	@Test
	void mutateEnvPutsLayersInTheOrderThatIsListed() {
		TenantConfigMutator mutator = new TenantConfigMutator(TenantConfigPropertiesBinder.of("tenants.acme.A=tenant",
				"roles.reviewer.A=role", "labels.tier.gold.A=gold", "labels.team.red.A=red",
				"layers=labels.tier,labels.team,roles,tenants"));
		mutator.mutateEnv(contextOf(WorkspaceRequest.named("demo").labels(Map.of("team", "red", "tier", "gold"))),
				this.env);
		assertThat(this.env).containsEntry("A", "red");
		mutator.mutateEnv(contextOf(WorkspaceRequest.named("demo").role("reviewer").labels(Map.of("team", "red"))),
				this.env);
		assertThat(this.env).containsEntry("A", "role");
		mutator.mutateEnv(contextOf(WorkspaceRequest.named("demo").role("reviewer").tenant("acme")), this.env);
		assertThat(this.env).containsEntry("A", "tenant");
	}

	@Test
	void mutateEnvWhenTenantUnknownNamesKnownOnes() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> mutate(WorkspaceRequest.named("demo").tenant("nowhere"), "defaults.A=default",
					"tenants.acme.A=1", "tenants.globex.A=2"))
			.withMessage("unknown tenant \"nowhere\"; the tenants are acme, globex");
		assertThat(this.env).isEmpty();
	}

	@Test
	void mutateEnvWhenTenantUnknownNamesTenTenantsAtMost() {
		String[] lines = new String[13];
		for (int i = 0; i < lines.length; i++) {
			lines[i] = "tenants.t" + i + ".A=1";
		}
		assertThatIllegalArgumentException()
			.isThrownBy(() -> mutate(WorkspaceRequest.named("demo").tenant("nowhere"), lines))
			.withMessage("unknown tenant \"nowhere\";"
					+ " the tenants are t0, t1, t2, t3, t4, t5, t6, t7, t8, t9 and 3 more");
	}

	@Test
	void mutateEnvIgnoresUnknownTenantIfThatIsConfigured() {
		mutate(WorkspaceRequest.named("demo").tenant("nowhere"), "defaults.A=default", "tenants.acme.A=1",
				"unknown-tenant=ignore");
		assertThat(this.env).containsOnly(Map.entry("A", "default"));
	}

	@Test
	void mutateEnvKnowsNoUnknownTenantIfNoneIsConfigured() {
		mutate(WorkspaceRequest.named("demo").tenant("nowhere"), "defaults.A=default");
		assertThat(this.env).containsOnly(Map.entry("A", "default"));
	}

	private void mutate(WorkspaceRequest.Builder request, String... lines) {
		new TenantConfigMutator(TenantConfigPropertiesBinder.of(lines)).mutateEnv(contextOf(request), this.env);
	}

	private static ProvisionContext contextOf(WorkspaceRequest.Builder request) {
		return ProvisionContext.of("id", request.build());
	}

}
