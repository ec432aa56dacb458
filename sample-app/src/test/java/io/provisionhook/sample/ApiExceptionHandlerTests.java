package io.provisionhook.sample;

import java.util.Map;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.SecretSource;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceRuntimeException;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApiExceptionHandler}: what can't be provoked over HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class ApiExceptionHandlerTests {

	@Test
	void failedStopIsToldAndLoggedWithoutSecrets(CapturedOutput output) {
		try (WorkspaceHandler handler = WorkspaceHandler.builder(new StuckRuntime())
			.secretSource(new FixedSecret())
			.build()) {
			String id = handler.create(WorkspaceRequest.named("demo").build()).id();
			WorkspaceClient.await().until(() -> handler.get(id).state() == WorkspaceState.RUNNING);
			WorkspaceRuntimeException failure = Assertions.catchThrowableOfType(WorkspaceRuntimeException.class,
					() -> handler.stop(id));
			ProblemDetail problem = new ApiExceptionHandler().handle(failure);
			String expected = "Workspace '" + id + "' could not be stopped: refused: [redacted]";
			assertThat(problem.getStatus()).isEqualTo(500);
			assertThat(problem.getDetail()).isEqualTo(expected);
			assertThat(output).contains(expected).doesNotContain(StuckRuntime.SECRET);
		}
	}

	@Test
	void hostThatStopsIsUnavailable() {
		WorkspaceHandler handler = WorkspaceHandler.builder(new StuckRuntime()).build();
		handler.close();
		RestTestClient client = RestTestClient.bindToController(new WorkspaceController(handler))
			.configureServer((server) -> server.setControllerAdvice(new ApiExceptionHandler()))
			.build();
		WorkspaceClient workspaces = new WorkspaceClient(client);
		expectUnavailable(workspaces.post("{\"name\": \"fix-login\"}"));
		expectUnavailable(workspaces.command("any", "restart"));
	}

	private static void expectUnavailable(ResponseSpec response) {
		response.expectStatus()
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("The host application is stopping");
	}

	/**
	 * Gives every workspace the same secret.
	 */
	private static final class FixedSecret implements SecretSource {

		@Override
		public Map<String, String> globalSecrets() {
			return Map.of("KEY", StuckRuntime.SECRET);
		}

	}

}
