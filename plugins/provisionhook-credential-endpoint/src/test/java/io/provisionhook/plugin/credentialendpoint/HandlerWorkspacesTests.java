package io.provisionhook.plugin.credentialendpoint;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.credentialendpoint.CredentialEndpointAutoConfiguration.HandlerWorkspaces;
import io.provisionhook.runtime.process.ProcessRuntime;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandlerWorkspaces}.
 */
class HandlerWorkspacesTests {

	@Test
	void redactTakesACredentialOutOfTheOutputOfARealProcess() {
		try (ProcessRuntime runtime = ProcessRuntime.builder()
			.template("default", List.of("sh", "-c", "echo got fresh-credential; exec sleep 600"))
			.build(); WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
			HandlerWorkspaces workspaces = new HandlerWorkspaces(handler);
			Workspace workspace = handler.create(WorkspaceRequest.named("demo").build());
			awaitOutput(handler, workspace, "got fresh-credential\n");
			workspaces.redact(workspace.id(), "fresh-credential");
			awaitOutput(handler, workspace, "got [redacted]\n");
		}
	}

	private static void awaitOutput(WorkspaceHandler handler, Workspace workspace, String expected) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			try (InputStream log = handler.log(workspace.id())) {
				assertThat(log.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo(expected);
			}
		});
	}

}
