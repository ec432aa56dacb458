package io.provisionhook.integration.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import io.provisionhook.Env;
import io.provisionhook.Registry;
import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the health of each provider that a plugin asks is for the host to see, or
 * not to see.
 */
class HealthTests {

	private static final String[] INDICATORS = { "provisionhookVaultSecretsHealthIndicator",
			"provisionhookAwsSecretsManagerHealthIndicator", "provisionhookGcpSecretManagerHealthIndicator",
			"provisionhookGithubAppAuthHealthIndicator" };

	private static Providers providers;

	@BeforeAll
	static void startProviders(@TempDir Path directory) throws Exception {
		providers = new Providers((provider) -> true, directory);
	}

	@AfterAll
	static void stopProviders() {
		providers.close();
	}

	@Test
	void eachProviderIsUnknownBeforeTheFirstWorkspaceAndUpAfterIt() {
		try (ConfigurableApplicationContext host = HostApplication.start(arguments())) {
			Map<String, HealthIndicator> indicators = ours(host);
			assertThat(indicators).containsOnlyKeys(INDICATORS);
			assertThat(statusOf(indicators)).containsOnly("UNKNOWN");
			host.getBean(Registry.class).run(Providers.workspace("web"), Env.of(Map.of()));
			assertThat(statusOf(indicators)).containsOnly("UP");
		}
	}

	@ParameterizedTest
	@CsvSource({ "vault-secrets, provisionhookVaultSecretsHealthIndicator",
			"aws-secrets-manager, provisionhookAwsSecretsManagerHealthIndicator",
			"gcp-secret-manager, provisionhookGcpSecretManagerHealthIndicator",
			"github-app-auth, provisionhookGithubAppAuthHealthIndicator" })
	void indicatorCanBeSwitchedOff(String plugin, String indicator) {
		try (ConfigurableApplicationContext host = HostApplication
			.start(arguments("--management.health." + plugin + ".enabled=false"))) {
			assertThat(ours(host)).hasSize(3).doesNotContainKey(indicator);
			assertThat(host.getBean(Registry.class).names()).contains(plugin);
		}
	}

	@Test
	void allIndicatorsCanBeSwitchedOff() {
		try (ConfigurableApplicationContext host = HostApplication
			.start(arguments("--management.health.defaults.enabled=false"))) {
			assertThat(ours(host)).isEmpty();
			assertThat(host.getBean(Registry.class).size()).isEqualTo(6);
		}
	}

	@Test
	void indicatorsOfTheHostTakeTheirPlace() {
		HealthIndicator own = () -> null;
		try (ConfigurableApplicationContext host = HostApplication.application().initializers((context) -> {
			for (String indicator : INDICATORS) {
				((GenericApplicationContext) context).registerBean(indicator, HealthIndicator.class, () -> own);
			}
		}).run(arguments())) {
			assertThat(INDICATORS).allSatisfy((name) -> assertThat(host.getBean(name)).isSameAs(own));
			assertThat(ours(host)).isEmpty();
		}
	}

	private static String[] arguments(String... more) {
		List<String> arguments = new ArrayList<>(providers.properties());
		arguments.addAll(List.of(more));
		return arguments.toArray(String[]::new);
	}

	private static Map<String, HealthIndicator> ours(ConfigurableApplicationContext host) {
		return Map.copyOf(host.getBeansOfType(UpstreamHealthIndicator.class));
	}

	private static List<String> statusOf(Map<String, HealthIndicator> indicators) {
		return indicators.values()
			.stream()
			.map(HealthIndicator::health)
			.map((health) -> Objects.requireNonNull(health).getStatus().getCode())
			.toList();
	}

}
