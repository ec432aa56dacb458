package io.provisionhook.sample;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TenantConfigMutator}.
 */
class TenantConfigMutatorTests {

	private final Env env = Env.of(Map.of("TENANT_NAME", "as it was"));

	private final TenantConfigMutator mutator = new TenantConfigMutator(
			new SampleProperties(tenants(), Map.of(), DataSize.ofBytes(1)));

	private static Map<String, Map<String, String>> tenants() {
		Map<String, Map<String, String>> tenants = new LinkedHashMap<>();
		tenants.put("acme", Map.of("TENANT_NAME", "Acme", "TENANT_REGION", "eu"));
		tenants.put("globex", Map.of("TENANT_NAME", "Globex"));
		return tenants;
	}

	@Test
	void nameIsStable() {
		assertThat(this.mutator.name()).isEqualTo("tenant-config");
	}

	@Test
	void mutateEnvPutsVariablesOfTenant() {
		this.mutator.mutateEnv(contextOf("acme"), this.env);
		assertThat(this.env).containsOnly(Map.entry("TENANT_NAME", "Acme"), Map.entry("TENANT_REGION", "eu"));
	}

	@Test
	void mutateEnvWithoutTenantChangesNothing() {
		this.mutator.mutateEnv(contextOf(null), this.env);
		assertThat(this.env).containsOnly(Map.entry("TENANT_NAME", "as it was"));
	}

	@Test
	void mutateEnvWhenTenantUnknownNamesKnownOnes() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.mutator.mutateEnv(contextOf("nowhere"), this.env))
			.withMessage("unknown tenant \"nowhere\"; the tenants are acme, globex");
	}

	private static ProvisionContext contextOf(@Nullable String tenant) {
		return ProvisionContext.of("id", WorkspaceRequest.named("fix-login").tenant(tenant).build());
	}

}
