package com.example.artifacts;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

import com.example.artifacts.FakeArtifactServer.Mode;
import io.provisionhook.EnvMutator;
import io.provisionhook.test.FetchingEnvMutatorContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Tests that the plugin keeps to what every plugin has to keep to.
 */
class ArtifactTokenMutatorContractTests extends FetchingEnvMutatorContract {

	private FakeArtifactServer server;

	@BeforeEach
	void startServer() throws IOException {
		this.server = new FakeArtifactServer();
	}

	@AfterEach
	void stopServer() {
		this.server.close();
	}

	@Override
	protected EnvMutator createMutator() {
		return new ArtifactTokenMutator(new ArtifactServer(this.server.url(), FakeArtifactServer.KEY), 0);
	}

	@Override
	protected Collection<String> secrets() {
		return List.of(FakeArtifactServer.KEY);
	}

	@Override
	protected void makeBackendFail() {
		this.server.switchTo(Mode.FAILS);
	}

	@Override
	protected void makeBackendHang() {
		this.server.switchTo(Mode.HANGS);
	}

}
