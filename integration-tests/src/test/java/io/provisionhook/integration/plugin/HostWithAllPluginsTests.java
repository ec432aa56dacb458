package io.provisionhook.integration.plugin;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application that has all plugins, and uses none of them, is as if it had
 * none.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostWithAllPluginsTests {

	@Test
	void hostThatConfiguresNoPluginRunsAnEmptyChain() {
		try (ConfigurableApplicationContext context = HostApplication.start()) {
			Registry registry = context.getBean(Registry.class);
			assertThat(registry.names()).isEmpty();
			assertThat(registry.disabled()).isEmpty();
			Env env = Env.of(Map.of("HOME", "/root"));
			assertThat(registry.run(ProvisionContext.of("w-1", WorkspaceRequest.named("fix").build()), env))
				.isEqualTo(RunReport.EMPTY);
			assertThat(env).containsOnly(Map.entry("HOME", "/root"));
		}
	}

	@Test
	void hostThatConfiguresNoPluginHasNoBeanOfThem() {
		try (ConfigurableApplicationContext context = HostApplication.start()) {
			assertThat(Arrays.stream(context.getBeanDefinitionNames())
				.map(context::getType)
				.filter(Objects::nonNull)
				.map(Class::getName)
				.filter((type) -> type.startsWith("io.provisionhook.plugin."))).isEmpty();
		}
	}

	@Test
	void hostThatConfiguresNoPluginLogsNothingAlarming(CapturedOutput output) {
		try (ConfigurableApplicationContext context = HostApplication.start()) {
			context.getId();
		}
		assertThat(output).contains("provisionhook: no mutators")
			.doesNotContain("WARN", "ERROR", "Exception", "tenant-config", "opentelemetry", "github", "vault", "aws",
					"gcp", "google");
	}

	@Test
	void hostThatConfiguresNoPluginIsHealthy() {
		try (ConfigurableApplicationContext context = HostApplication.start()) {
			assertThat(context.getBean(HealthEndpoint.class).health().getStatus()).isEqualTo(Status.UP);
		}
	}

}
