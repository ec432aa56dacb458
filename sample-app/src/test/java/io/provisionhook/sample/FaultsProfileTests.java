package io.provisionhook.sample;

import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the profile {@code faults} shows what the README shows.
 */
@SampleTest
@ActiveProfiles("faults")
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class FaultsProfileTests {

	private static final Path README = Path.of("../README.md");

	private static final Pattern FRAME = Pattern.compile("FaultyMutator\\.\\w+\\(FaultyMutator\\.java:\\d+\\)");

	private final WorkspaceClient workspaces;

	@Autowired
	FaultsProfileTests(RestTestClient client) {
		this.workspaces = new WorkspaceClient(client);
	}

	@Test
	void createWhenMutatorHangsFailsInTimeWithItsStack(CapturedOutput output) {
		String error = errorOf("hang");
		assertThat(error).isEqualTo("provisionhook \"faulty\": timed out after 2000 ms");
		assertThat(FRAME.matcher(output).results().map(MatchResult::group)).hasSize(2)
			.allSatisfy((frame) -> assertThat(README).content().contains(frame));
		assertThat(README).content().contains(error);
	}

	@Test
	void createWhenMutatorQuotesSecretRedactsError(CapturedOutput output) {
		String error = errorOf("leak");
		assertThat(error).isEqualTo("provisionhook \"faulty\": the server does not accept token [redacted]");
		assertThat(README).content().contains(error);
		WorkspaceClient.await().untilAsserted(() -> assertThat(output).contains("(fix-login) failed: " + error));
		assertThat(output).contains("does not accept token [redacted]").doesNotContain("t0ps3cret");
	}

	private String errorOf(String fault) {
		String id = this.workspaces
			.create("""
					{"name": "fix-login", "template": "failing", "tenant": "acme", "labels": {"fault": "%s"}}"""
				.formatted(fault))
			.id();
		return String.valueOf(this.workspaces.await(id, WorkspaceState.FAILED).lastSampleError());
	}

}
