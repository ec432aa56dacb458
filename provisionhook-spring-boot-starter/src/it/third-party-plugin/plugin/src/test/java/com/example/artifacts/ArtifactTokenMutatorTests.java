package com.example.artifacts;

import java.io.IOException;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.test.MutatorRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ArtifactTokenMutator}.
 */
class ArtifactTokenMutatorTests {

	private FakeArtifactServer server;

	@BeforeEach
	void startServer() throws IOException {
		this.server = new FakeArtifactServer();
	}

	@AfterEach
	void stopServer() {
		this.server.close();
	}

	@Test
	void workspaceGetsTokenOfItsOwn() {
		assertThat(runWithKey(FakeArtifactServer.KEY)).hasSet("ARTIFACTS_TOKEN")
			.to("token-of-fix-login")
			.asSecret()
			.expiringAt(FakeArtifactServer.EXPIRES)
			.by("artifact-token")
			.hasSet("ARTIFACTS_URL")
			.asPlain()
			.hasSetOnly("ARTIFACTS_TOKEN", "ARTIFACTS_URL");
	}

	@Test
	void wrongKeyIsExplained() {
		assertThat(runWithKey("wrong-key")).hasFailedBecause("provisionhook \"artifact-token\": Artifact server: does"
				+ " not accept our key, correct provisionhook.artifact-token.key");
	}

	private MutatorRun runWithKey(String key) {
		ArtifactTokenMutator mutator = new ArtifactTokenMutator(new ArtifactServer(this.server.url(), key), 0);
		return MutatorRun.builder(mutator).request(WorkspaceRequest.named("fix-login").build()).run();
	}

}
