package io.provisionhook.sample;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plans a workspace over HTTP.
 */
@SampleTest
@ExtendWith(LoggedFailures.class)
class WorkspacePlanTests {

	private final RestTestClient client;

	private final WorkspaceClient workspaces;

	@Autowired
	WorkspacePlanTests(RestTestClient client) {
		this.client = client;
		this.workspaces = new WorkspaceClient(client);
	}

	@Test
	void planTellsNamesAndStartsNothing() {
		List<WorkspaceResponse> before = this.workspaces.list();
		plan("""
				{"name": "fix-login", "tenant": "globex", "requiredVariables": ["TENANT_NAME", "GITHUB_TOKEN"]}""")
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.report.changes[?(@.mutator == 'tenant-config')].variable")
			.isEqualTo(List.of("TENANT_NAME", "TENANT_REGION", "TENANT_API_URL"))
			.jsonPath("$.report.mutators[*].outcome")
			.isEqualTo(List.of("SUCCESS", "SUCCESS", "SUCCESS"))
			.jsonPath("$.missing")
			.isEqualTo(List.of("GITHUB_TOKEN"))
			.jsonPath("$.undecided")
			.isEmpty()
			.jsonPath("$.baseKnown")
			.isEqualTo(true)
			.jsonPath("$.error")
			.isEqualTo(null);
		assertThat(this.workspaces.list()).isEqualTo(before);
	}

	@Test
	void planTellsWhatWouldFail() {
		plan("""
				{"name": "fix-login", "tenant": "nowhere"}""").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.error")
			.isEqualTo("provisionhook \"tenant-config\": unknown tenant \"nowhere\"; the tenants are acme, globex");
	}

	@Test
	void planOfUnknownTemplateIsRefused() {
		plan("""
				{"name": "fix-login", "template": "nothing"}""").expectStatus().isBadRequest();
	}

	private ResponseSpec plan(String body) {
		return this.client.post()
			.uri("/api/workspaces/plan")
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange();
	}

}
