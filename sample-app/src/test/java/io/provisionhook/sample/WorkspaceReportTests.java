package io.provisionhook.sample;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.BodyContentSpec;

import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads the report of a run as a client of another language would.
 */
@SampleTest
@ExtendWith(LoggedFailures.class)
class WorkspaceReportTests {

	private final RestTestClient client;

	private final WorkspaceClient workspaces;

	@Autowired
	WorkspaceReportTests(RestTestClient client) {
		this.client = client;
		this.workspaces = new WorkspaceClient(client);
	}

	@Test
	void reportSaysWhichMutatorAddedVariable() {
		BodyContentSpec workspace = createAndAwaitFailure("""
				{"name": "fix-login", "template": "failing", "tenant": "globex"}""");
		workspace.jsonPath("$.report.changes[?(@.mutator == 'tenant-config')].variable")
			.isEqualTo(List.of("TENANT_NAME", "TENANT_REGION", "TENANT_API_URL"));
		expectChange(workspace, """
				{"variable":"TENANT_NAME","action":"ADDED","mutator":"tenant-config",\
				"previousOwner":null,"secret":false,"expiresAt":null}""");
	}

	@Test
	void reportSaysWhoseVariableMutatorChanged() {
		BodyContentSpec workspace = createAndAwaitFailure("""
				{"name": "fix-login", "template": "failing", "role": "reviewer"}""");
		expectChange(workspace, """
				{"variable":"GIT_AUTHOR_NAME","action":"CHANGED","mutator":"agent-identity",\
				"previousOwner":"git-identity","secret":false,"expiresAt":null}""");
	}

	@Test
	void reportSaysHowMutatorsEnded() {
		BodyContentSpec workspace = createAndAwaitFailure("""
				{"name": "fix-login", "template": "failing", "tenant": "acme"}""");
		workspace.jsonPath("$.report.mutators[*].name")
			.isEqualTo(List.of("tenant-config", "agent-identity", "opentelemetry"))
			.jsonPath("$.report.mutators[*].outcome")
			.isEqualTo(List.of("SUCCESS", "SUCCESS", "SUCCESS"))
			.jsonPath("$.report.mutators[0].error")
			.isEqualTo(null)
			.jsonPath("$.report.warnings")
			.isEmpty();
		expectDuration(workspace, "$.report.duration");
		expectDuration(workspace, "$.report.mutators[0].duration");
	}

	@Test
	void reportSaysWhenStepsBegan() {
		BodyContentSpec workspace = createAndAwaitFailure("""
				{"name": "fix-login", "template": "failing", "tenant": "acme"}""");
		workspace.jsonPath("$.report.steps[?(@.kind != 'RUNTIME' && @.kind != 'FETCH' && @.kind != 'TURN')].name")
			.isEqualTo(List.of("queue", "base environment", "git identity", "mutators", "required variables", "store",
					"start"))
			.jsonPath("$.report.steps[?(@.kind == 'RUNTIME')].name")
			.isEqualTo(List.of("look for processes of earlier hosts", "make directory", "start process"))
			.jsonPath("$.report.steps[0].outcome")
			.isEqualTo("SUCCESS");
		expectDuration(workspace, "$.report.steps[1].startedAfter");
		expectDuration(workspace, "$.report.steps[0].duration");
	}

	@Test
	void reportOfFailedRunEndsWithMutatorThatFailed() {
		BodyContentSpec workspace = createAndAwaitFailure("""
				{"name": "fix-login", "tenant": "nowhere"}""");
		workspace.jsonPath("$.report.mutators.length()")
			.isEqualTo(1)
			.jsonPath("$.report.mutators[0].name")
			.isEqualTo("tenant-config")
			.jsonPath("$.report.mutators[0].outcome")
			.isEqualTo("FAILURE")
			.jsonPath("$.report.mutators[0].error")
			.isEqualTo("unknown tenant \"nowhere\"; the tenants are acme, globex")
			.jsonPath("$.report.changes")
			.isEmpty();
		expectDuration(workspace, "$.report.mutators[0].duration");
		workspace.jsonPath("$.report.steps[?(@.outcome == 'FAILURE' && @.kind != 'TURN')].name")
			.isEqualTo(List.of("mutators"));
	}

	@Test
	void listHasReports() {
		String id = this.workspaces.create("""
				{"name": "fix-login", "template": "failing"}""").id();
		WorkspaceResponse workspace = this.workspaces.await(id, WorkspaceState.FAILED);
		assertThat(workspace.report()).isNotNull();
		assertThat(this.workspaces.list()).contains(workspace);
	}

	@Test
	void reportIsNullUntilMutatorsHaveEnded() {
		this.workspaces.post("""
				{"name": "fix-login", "template": "failing"}""").expectBody().jsonPath("$.report").isEqualTo(null);
	}

	private BodyContentSpec createAndAwaitFailure(String body) {
		String id = this.workspaces.create(body).id();
		this.workspaces.await(id, WorkspaceState.FAILED);
		return this.client.get().uri("/api/workspaces/{id}", id).exchange().expectBody();
	}

	private static void expectChange(BodyContentSpec body, String json) {
		body.jsonPath("$.report.changes").value((changes) -> assertThat(changes).asString().contains(json));
	}

	private static void expectDuration(BodyContentSpec body, String path) {
		body.jsonPath(path).value(String.class, (duration) -> assertThat(Duration.parse(duration)).isPositive());
	}

}
