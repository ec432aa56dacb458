package io.provisionhook.integration.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the pages about the plugins tell the truth.
 */
class PluginPagesTests {

	@TempDir
	private Path directory;

	static Stream<PluginPage> pages() throws IOException {
		return PluginPage.all();
	}

	@Test
	void eachPluginHasAPage() throws IOException {
		assertThat(PluginPage.all()).extracting(PluginPage::plugin)
			.containsExactly("aws-secrets-manager", "gcp-secret-manager", "git-credentials", "github-app-auth",
					"opentelemetry", "tenant-config", "vault-secrets");
	}

	@ParameterizedTest
	@MethodSource("pages")
	void firstExampleIsAllThatAHostNeeds(PluginPage page) throws Exception {
		try (Providers providers = new Providers((provider) -> true, this.directory);
				ConfigurableApplicationContext host = start(page, 1, needsOf(page.plugin(), providers))) {
			assertThat(host.getBean(Registry.class).names()).containsExactly(page.plugin());
		}
	}

	private static String[] needsOf(String plugin, Providers providers) {
		return switch (plugin) {
			case "gcp-secret-manager" -> new String[] { providers.serviceAccount() };
			case "github-app-auth" -> new String[] { Providers.githubKey() };
			case "git-credentials" -> new String[] { "--spring.main.web-application-type=servlet", "--server.port=0",
					"--server.address=127.0.0.1", "--provisionhook.process.templates.default.command=true",
					"--provisionhook.process.trusted-workspaces=true" };
			default -> new String[0];
		};
	}

	@Test
	void exampleGivesReviewerOfAcmeWhatThePageSays() throws Exception {
		assertThat(environmentOf("tenant-config", 1,
				WorkspaceRequest.named("demo")
					.tenant("acme")
					.role("reviewer")
					.labels(Map.of("tier", "gold", "example.com/team", "payments"))))
			.containsOnly(Map.entry("TENANT_NAME", "Acme Corporation"), Map.entry("REGISTRY_TOKEN", "t0ps3cret"),
					Map.entry("LOG_LEVEL", "debug"), Map.entry("MAX_JOBS", "8"), Map.entry("TEAM_NAME", "Payments"));
	}

	@Test
	void exampleKnowsTenantWithoutVariables() throws Exception {
		assertThat(environmentOf("tenant-config", 1, WorkspaceRequest.named("demo").tenant("initech")))
			.containsOnly(Map.entry("LOG_LEVEL", "info"), Map.entry("MAX_JOBS", "2"));
	}

	@Test
	void exampleOfLayersGoesWithTheFirstOne() throws Exception {
		assertThat(environmentOf("tenant-config", 2, WorkspaceRequest.named("demo").tenant("globex").role("reviewer")))
			.containsEntry("TENANT_NAME", "Globex")
			.containsEntry("LOG_LEVEL", "debug");
	}

	@Test
	void exampleGivesWorkspaceTheTelemetryThatThePageSays() throws Exception {
		assertThat(environmentOf("opentelemetry", 1, WorkspaceRequest.named("fix-login"))).containsOnly(
				Map.entry("OTEL_SERVICE_NAME", "workspace"),
				Map.entry("OTEL_RESOURCE_ATTRIBUTES",
						"deployment.environment.name=production,workspace.id=w-1,workspace.name=fix-login"),
				Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.internal:4318"),
				Map.entry("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
				Map.entry("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20t0ps3cret"),
				Map.entry("OTEL_METRICS_EXPORTER", "none"));
	}

	private Map<String, String> environmentOf(String plugin, int examples, WorkspaceRequest.Builder request)
			throws Exception {
		Env env = Env.of(Map.of());
		try (ConfigurableApplicationContext host = start(new PluginPage(plugin), examples)) {
			host.getBean(Registry.class).run(ProvisionContext.of("w-1", request.build()), env);
		}
		return env;
	}

	private ConfigurableApplicationContext start(PluginPage page, int examples, String... more) throws IOException {
		List<String> arguments = new ArrayList<>(List.of(page.examples(examples, this.directory),
				"--VAULT_ROLE_ID=role", "--VAULT_SECRET_ID=t0ps3cret", "--COLLECTOR_TOKEN=t0ps3cret",
				"--BITBUCKET_SECRET=t0ps3cret", "--ACME_REGISTRY_TOKEN=t0ps3cret"));
		arguments.addAll(List.of(more));
		return HostApplication.start(arguments.toArray(String[]::new));
	}

}
