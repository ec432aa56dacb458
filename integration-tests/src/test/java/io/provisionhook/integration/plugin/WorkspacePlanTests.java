package io.provisionhook.integration.plugin;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

import io.provisionhook.Env;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.VariableChange;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspacePlan;
import io.provisionhook.workspace.WorkspaceQuery;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what plugins ask their providers when a workspace is only planned.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkspacePlanTests {

	private static final WorkspaceRequest REQUEST = WorkspaceRequest.named("fix")
		.tenant("acme")
		.labels(Map.of("repository", "web"))
		.requiredVariables(List.of("REGION", "GITHUB_TOKEN"))
		.build();

	private final Provider vault = new Provider((called) -> true).answer("/v1/auth/approle/login", """
			{"auth": {"client_token": "secret-of-login", "accessor": "a-1", "token_type": "service",
			"lease_duration": 3600, "renewable": false}}""")
		.answer("/v1/sys/internal/ui/mounts/secret/acme/db", """
				{"data": {"path": "secret/", "type": "kv", "options": {"version": "2"}}}""")
		.answer("/v1/secret/data/acme/db", """
				{"data": {"data": {"password": "secret-of-vault"}}}""")
		.answer("/v1/sys/internal/ui/mounts/database/creds/agent", """
				{"data": {"path": "database/", "type": "database", "options": null}}""")
		.answer("/v1/database/creds/agent", """
				{"lease_id": "database/creds/agent/secret-of-lease", "renewable": true, "lease_duration": 3600,
				"data": {"password": "secret-of-database"}}""");

	private final Provider github = new Provider((called) -> true).answer("/app/installations/99/access_tokens", """
			{"token": "secret-of-github", "expires_at": "2100-01-01T00:00:00Z"}""");

	@AfterEach
	void stopProviders() {
		this.vault.close();
		this.github.close();
	}

	@Test
	void planAsksNothingOfWhatTakesALogin() throws Exception {
		try (ConfigurableApplicationContext host = start(
				"--provisionhook.vault-secrets.authentication.app-role.role-id=r",
				"--provisionhook.vault-secrets.authentication.app-role.secret-id=secret-of-role")) {
			WorkspacePlan plan = plan(host);
			assertThat(this.vault.requests()).isEmpty();
			assertThat(this.github.requests()).isEmpty();
			assertThat(plan.wouldRun()).containsExactly("vault-secrets", "github-app-auth");
			assertThat(plan.report().changes()).filteredOn((change) -> change.mutator().equals("tenant-config"))
				.extracting(VariableChange::variable)
				.containsExactly("REGION");
			assertThat(plan.variables())
				.contains("REGION", "OTEL_SERVICE_NAME", "OTEL_EXPORTER_OTLP_HEADERS", "GIT_AUTHOR_NAME")
				.doesNotContain("DB_PASSWORD", "GITHUB_TOKEN");
			assertThat(plan.undecided()).containsExactly("GITHUB_TOKEN");
			requireNoValueIn(plan);
			run(host);
			assertThat(this.vault.requests()).contains("POST /v1/auth/approle/login");
			assertThat(this.github.requests()).isNotEmpty();
		}
	}

	@Test
	void planReadsWithATokenWhatMakesNoLease() throws Exception {
		try (ConfigurableApplicationContext host = start(
				"--provisionhook.vault-secrets.authentication.token=secret-of-host")) {
			WorkspacePlan plan = plan(host);
			assertThat(this.vault.requests()).isNotEmpty()
				.allSatisfy((request) -> assertThat(request).startsWith("GET "))
				.contains("GET /v1/secret/data/acme/db")
				.doesNotContain("GET /v1/database/creds/agent");
			assertThat(this.github.requests()).isEmpty();
			assertThat(plan.wouldRun()).containsExactly("github-app-auth");
			assertThat(plan.variables()).contains("DB_PASSWORD", "DB_LEASED");
			requireNoValueIn(plan);
			run(host);
			assertThat(this.vault.requests()).contains("GET /v1/database/creds/agent");
		}
	}

	private static WorkspacePlan plan(ConfigurableApplicationContext host) throws InterruptedException {
		WorkspaceHandler handler = host.getBean(WorkspaceHandler.class);
		WorkspacePlan plan = handler.plan(REQUEST);
		assertThat(plan.error()).isNull();
		assertThat(plan.missing()).isEmpty();
		assertThat(plan.baseKnown()).isTrue();
		assertThat(handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
		return plan;
	}

	private static void run(ConfigurableApplicationContext host) {
		host.getBean(Registry.class).run(Providers.workspace("web"), Env.of(Map.of()));
	}

	private static void requireNoValueIn(WorkspacePlan plan) {
		String json = JsonMapper.builder().build().writeValueAsString(plan);
		assertThat(json).contains("tenant-config", "WOULD_RUN").doesNotContain("value-of", "secret-of");
		assertThat(plan.toString()).contains("tenant-config").doesNotContain("value-of", "secret-of");
	}

	private ConfigurableApplicationContext start(String... authentication) {
		return HostApplication.start(Stream
			.concat(Stream.of(authentication),
					Stream.of("--provisionhook.process.templates.default.command=true",
							"--provisionhook.defaults.timeout=5m", "--provisionhook.timeout=5m",
							"--provisionhook.tenant-config.tenants.acme.REGION=value-of-region",
							"--provisionhook.vault-secrets.uri=" + this.vault.url(),
							"--provisionhook.vault-secrets.variables.DB_PASSWORD=secret/{tenant}/db#password",
							"--provisionhook.vault-secrets.variables.DB_LEASED=database/creds/agent#password",
							"--provisionhook.github-app-auth.app-id=12345", Providers.githubKey(),
							"--provisionhook.github-app-auth.installation-id=99",
							"--provisionhook.github-app-auth.repositories={label.repository}",
							"--provisionhook.github-app-auth.base-url=" + this.github.url(),
							"--provisionhook.opentelemetry.enabled=true",
							"--provisionhook.opentelemetry.endpoint=http://value-of-endpoint:4318",
							"--provisionhook.opentelemetry.headers.Authorization=Bearer secret-of-collector"))
			.toArray(String[]::new));
	}

}
