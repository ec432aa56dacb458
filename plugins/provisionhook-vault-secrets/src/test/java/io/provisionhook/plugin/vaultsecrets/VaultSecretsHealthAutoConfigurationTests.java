package io.provisionhook.plugin.vaultsecrets;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;
import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VaultSecretsHealthAutoConfiguration}.
 */
class VaultSecretsHealthAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(VaultSecretsAutoConfiguration.class, VaultSecretsHealthAutoConfiguration.class))
		.withPropertyValues("provisionhook.vault-secrets.uri=http://localhost:8200",
				"provisionhook.vault-secrets.authentication.token=" + VaultServer.TOKEN,
				"provisionhook.vault-secrets.variables.A=kv/a#k");

	@Test
	void healthTellsHowTheLastCallWent() {
		this.contextRunner.withBean("otherUpstreamHealth", UpstreamHealth.class, UpstreamHealth::new).run((context) -> {
			HealthIndicator indicator = context.getBean("provisionhookVaultSecretsHealthIndicator",
					HealthIndicator.class);
			assertThat(indicator.health()).extracting(Health::getStatus).isEqualTo(Status.UNKNOWN);
			context.getBean("provisionhookVaultSecretsUpstreamHealth", UpstreamHealth.class)
				.failed(UpstreamException.ofSystem("Vault is sealed", null));
			assertThat(indicator.health()).extracting(Health::getStatus).isEqualTo(Status.DOWN);
		});
	}

	@Test
	void pluginWorksWithoutHealth() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasSingleBean(MappedSecretsMutator.class)
				.doesNotHaveBean(UpstreamHealthIndicator.class));
	}

}
