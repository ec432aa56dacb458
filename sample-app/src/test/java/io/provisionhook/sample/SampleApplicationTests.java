package io.provisionhook.sample;

import java.nio.file.Path;
import java.util.List;

import io.opentelemetry.sdk.trace.ReadableSpan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.provisionhook.testsupport.InstalledTool;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Does with the sample what its users do, with real processes.
 */
@SampleTest
@ExtendWith(LoggedFailures.class)
class SampleApplicationTests {

	private static final ParameterizedTypeReference<List<String>> NAMES = new ParameterizedTypeReference<>() {
	};

	private final RestTestClient client;

	private final WorkspaceClient workspaces;

	private final RecordedSpans spans;

	private final Path directory;

	@Autowired
	SampleApplicationTests(RestTestClient client, RecordedSpans spans,
			@Value("${provisionhook.process.directory}") Path directory) {
		this.directory = directory;
		this.client = client;
		this.workspaces = new WorkspaceClient(client);
		this.spans = spans;
	}

	@Test
	void createAnswersWhileWorkspaceIsProvisioned() {
		WorkspaceResponse created = this.workspaces.create("""
				{"name": "nap", "template": "failing", "labels": {"ticket": "42"}}""");
		assertThat(created.name()).isEqualTo("nap");
		assertThat(created.template()).isEqualTo("failing");
		assertThat(created.labels()).containsEntry("ticket", "42");
		assertThat(created.state()).isEqualTo(WorkspaceState.PROVISIONING);
		assertThat(created.report()).isNull();
		assertThat(this.workspaces.list()).extracting(WorkspaceResponse::id).contains(created.id());
	}

	@Test
	void createSaysWhereWorkspaceIs() {
		this.workspaces.post("""
				{"name": "nap", "template": "failing"}""")
			.expectHeader()
			.valueMatches("Location", "/api/workspaces/[0-9a-f-]{36}");
	}

	@Test
	void commitInWorkspaceHasIdentityByRole() {
		InstalledTool.need("git");
		WorkspaceResponse workspace = createAndAwaitEnd("""
				{"name": "Fix login", "tenant": "acme", "role": "reviewer"}""");
		assertThat(workspace.exitCode()).isZero();
		assertThat(workspace.lastSampleError()).isNull();
		this.workspaces.awaitLog(workspace.id(), (log) -> assertThat(log).startsWith(
				"commit of Review Agent <fix-login@workspaces.invalid>, committed by Fix login <fix-login@workspaces.invalid>\n"));
	}

	@Test
	void commitInWorkspaceWithoutRoleHasIdentityOfWorkspace() {
		InstalledTool.need("git");
		WorkspaceResponse workspace = createAndAwaitEnd("""
				{"name": "fix-login"}""");
		this.workspaces.awaitLog(workspace.id(), (log) -> assertThat(log).startsWith(
				"commit of fix-login <fix-login@workspaces.invalid>, committed by fix-login <fix-login@workspaces.invalid>\n")
			.contains("\nTRACEPARENT=")
			.doesNotContain("TENANT_"));
	}

	@Test
	void commitInWorkspaceHasIdentityOutsideAscii() {
		InstalledTool.need("git");
		assumeThat(System.getProperty("sun.jnu.encoding")).as("charset of the locale").isEqualTo("UTF-8");
		WorkspaceResponse workspace = createAndAwaitEnd("""
				{"name": "Grün"}""");
		this.workspaces.awaitLog(workspace.id(),
				(log) -> assertThat(log).startsWith("commit of Grün <grun@workspaces.invalid>, "));
	}

	@Test
	void workspaceHasVariablesOfItsTenant() {
		InstalledTool.need("git");
		WorkspaceResponse workspace = createAndAwaitEnd("""
				{"name": "fix-login", "tenant": "globex", "role": "developer"}""");
		this.workspaces.awaitLog(workspace.id(),
				(log) -> assertThat(log.lines()).contains("TENANT_NAME=Globex", "TENANT_REGION=us-east-1",
						"TENANT_API_URL=https://api.globex.example", "OTEL_SERVICE_NAME=workspace",
						"OTEL_RESOURCE_ATTRIBUTES=workspace.id=" + workspace.id()
								+ ",workspace.name=fix-login,workspace.tenant=globex,workspace.role=developer"));
	}

	@Test
	void workspaceHasTraceOfItsProvisioning() {
		InstalledTool.need("git");
		WorkspaceResponse workspace = createAndAwaitEnd("""
				{"name": "fix-login"}""");
		ReadableSpan run = this.spans.find("provisionhook run", workspace.id());
		ReadableSpan mutator = this.spans.find("provisionhook opentelemetry", workspace.id());
		assertThat(mutator.getParentSpanContext()).isEqualTo(run.getSpanContext());
		String parent = "00-" + run.getSpanContext().getTraceId() + "-" + mutator.getSpanContext().getSpanId();
		this.workspaces.awaitLog(workspace.id(),
				(log) -> assertThat(log).containsPattern("\nTRACEPARENT=" + parent + "-0[13]\n"));
	}

	@Test
	void workspaceContinuesTraceOfRequest() {
		InstalledTool.need("git");
		WorkspaceResponse created = this.workspaces
			.createInTrace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", """
					{"name": "fix-login"}""");
		this.workspaces.await(created.id(), WorkspaceState.STOPPED);
		this.workspaces.awaitLog(created.id(),
				(log) -> assertThat(log)
					.containsPattern("\nTRACEPARENT=00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-0[13]\n")
					.doesNotContain("b7ad6b7169203331"));
	}

	@Test
	void workspaceOfUnknownTenantIsNotStarted() {
		WorkspaceResponse created = this.workspaces.create("""
				{"name": "fix-login", "tenant": "nowhere"}""");
		WorkspaceResponse workspace = this.workspaces.await(created.id(), WorkspaceState.FAILED);
		assertThat(workspace.lastSampleError())
			.isEqualTo("provisionhook \"tenant-config\": unknown tenant \"nowhere\"; the tenants are acme, globex");
		assertThat(workspace.exitCode()).isNull();
		assertThat(this.workspaces.log(workspace.id())).isEmpty();
		assertThat(this.directory).isDirectory();
		assertThat(this.directory.resolve(workspace.id())).doesNotExist();
	}

	@Test
	void workspaceWithoutRequiredVariableIsNotStarted() {
		WorkspaceResponse created = this.workspaces.create("""
				{"name": "fix-login", "tenant": "acme", "requiredVariables": ["TENANT_NAME", "GITHUB_TOKEN"]}""");
		WorkspaceResponse workspace = this.workspaces.await(created.id(), WorkspaceState.FAILED);
		assertThat(workspace.lastSampleError()).isEqualTo("required variables: missing GITHUB_TOKEN");
		assertThat(this.directory.resolve(workspace.id())).doesNotExist();
	}

	@Test
	void workspaceThatExitsWithErrorFails() {
		WorkspaceResponse created = this.workspaces.create("""
				{"name": "fix-login", "template": "failing"}""");
		WorkspaceResponse workspace = this.workspaces.await(created.id(), WorkspaceState.FAILED);
		assertThat(workspace.exitCode()).isEqualTo(3);
		assertThat(workspace.lastSampleError()).isEqualTo("exited with code 3");
		this.workspaces.awaitLog(workspace.id(), (log) -> assertThat(log).isEqualTo("giving up\n"));
	}

	@Test
	void workspaceCanBeRestartedAndStopped() {
		String id = this.workspaces.create("""
				{"name": "nap", "template": "sleeper"}""").id();
		WorkspaceResponse running = this.workspaces.awaitRunning(id, 1);
		assertThat(this.workspaces.restart(id).state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.workspaces.awaitRunning(id, 2).updatedAt()).isAfter(running.updatedAt());
		WorkspaceResponse stopped = this.workspaces.stop(id);
		assertThat(stopped.state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(stopped.exitCode()).isNull();
	}

	@Test
	void deleteWhenWorkspaceIsRunningStopsItAndRemovesItsRecord() {
		String id = this.workspaces.create("""
				{"name": "nap", "template": "sleeper"}""").id();
		this.workspaces.await(id, WorkspaceState.RUNNING);
		this.workspaces.delete(id).expectStatus().isNoContent().expectBody().isEmpty();
		assertThat(this.workspaces.list()).extracting(WorkspaceResponse::id).doesNotContain(id);
		this.workspaces.delete(id).expectStatus().isNotFound();
	}

	@Test
	void endpointListsMutatorsInOrder() {
		this.client.get()
			.uri("/actuator/provisionhooks")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.mutators[*].name")
			.isEqualTo(List.of("tenant-config", "agent-identity", "opentelemetry"))
			.jsonPath("$.mutators[*].order")
			.isEqualTo(List.of(100, 150, 400));
	}

	@Test
	void metricsKnowMutators() {
		String id = this.workspaces.create("""
				{"name": "fix-login", "template": "failing"}""").id();
		this.workspaces.await(id, WorkspaceState.FAILED);
		this.client.get()
			.uri("/actuator/metrics/provisionhook.mutator")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.availableTags[?(@.tag == 'mutator')].values[*]")
			.value(NAMES, (names) -> assertThat(names).containsExactlyInAnyOrder("tenant-config", "agent-identity",
					"opentelemetry"));
	}

	private WorkspaceResponse createAndAwaitEnd(String body) {
		return this.workspaces.await(this.workspaces.create(body).id(), WorkspaceState.STOPPED);
	}

}
