package io.provisionhook.sample;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes each mistake that a client can make.
 */
@SampleTest
@ExtendWith(LoggedFailures.class)
class ProblemDetailTests {

	private static final String TOO_LARGE = "The body must not be larger than 65536 bytes";

	private final RestTestClient client;

	private final WorkspaceClient workspaces;

	@Autowired
	ProblemDetailTests(RestTestClient client) {
		this.client = client;
		this.workspaces = new WorkspaceClient(client);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(quoteCharacter = '`', delimiterString = "->", textBlock = """
			name=fix-login                                  -> The body is not JSON: see line 1, column 1
			{"name": "fix-login",                           -> The body is not JSON: see line 1, column 22
			{"name": "fix-login"} {                         -> The body must be a single JSON object
			``                                              -> The body must be a single JSON object
			null                                            -> The body must be a single JSON object
			[]                                              -> The body must be a single JSON object
			{}                                              -> 'name' must not be blank
			{"name": null}                                  -> 'name' must not be blank
			{"name": " "}                                   -> 'name' must not be blank
			{"name": "fix\\u0007"}                          -> 'name' must not contain control characters
			{"name": "a\\u2028b"}                           -> 'name' must not contain control characters
			{"name": "a\\u202eb"}                           -> 'name' must not contain format characters
			{"name": "a\\u200bb"}                           -> 'name' must not contain format characters
			{"name": "a\\ud83db"}                           -> 'name' must not contain unpaired surrogates
			{"name": "x", "tenant": "\\ufeffacme"}          -> 'tenant' must not contain format characters
			{"name": "x", "role": "\\u2066"}                -> 'role' must not contain format characters
			{"name": "x", "template": "\\ude80"}            -> 'template' must not contain unpaired surrogates
			{"name": "x", "labels": {"a\\u00ad": "b"}}      -> 'labels' must not contain format characters
			{"name": "x", "requiredVariables": ["\\u202e"]} -> 'requiredVariables' must not contain format characters
			{"name": "x", "labels": {"a\\u202e\\n": 42}}    -> 'labels.a??' must be a string
			{"name": 5}                                     -> 'name' must be a string
			{"name": true}                                  -> 'name' must be a string
			{"name": {}}                                    -> 'name' must be a string
			{"name": "x", "labels": []}                     -> 'labels' must be an object of strings
			{"name": "x", "labels": {"ticket": 42}}         -> 'labels.ticket' must be a string
			{"name": "x", "labels": {"ticket": null}}       -> 'labels.ticket' must not be null
			{"name": "x", "requiredVariables": "A"}         -> 'requiredVariables' must be an array of strings
			{"name": "x", "requiredVariables": ["A", []]}   -> 'requiredVariables.1' must be a string
			""")
	void createWhenBodyIsWrongSaysWhy(String body, String detail) {
		expectProblem(this.workspaces.post(body), HttpStatus.BAD_REQUEST, detail);
	}

	@Test
	void createWhenFieldIsUnknownNamesKnownOnes() {
		expectProblem(this.workspaces.post("{\"name\": \"fix-login\", \"image\": \"alpine\"}"), HttpStatus.BAD_REQUEST,
				"Unknown field 'image'; the fields are name, template, tenant, role, labels, requiredVariables");
	}

	@Test
	void createWhenFieldIsUnknownShowsItSafely() {
		expectProblem(this.workspaces.post("{\"name\": \"fix-login\", \"a\\u202e" + "b".repeat(1000) + "\": 1}"),
				HttpStatus.BAD_REQUEST, "Unknown field 'a?" + "b".repeat(78)
						+ "...'; the fields are name, template, tenant, role, labels, requiredVariables");
	}

	@Test
	void createWhenNameIsAsLongAsAllowedAcceptsItAndNoLongerOne() {
		this.workspaces.post("{\"name\": \"" + "n".repeat(255) + "\"}").expectStatus().isCreated();
		expectProblem(this.workspaces.post("{\"name\": \"" + "n".repeat(256) + "\"}"), HttpStatus.BAD_REQUEST,
				"'name' must not be longer than 255 characters");
	}

	@Test
	void createWhenTemplateIsUnknownNamesKnownOnes() {
		expectProblem(this.workspaces.post("{\"name\": \"fix-login\", \"template\": \"nope\"}"), HttpStatus.BAD_REQUEST,
				"Unknown template \"nope\"; the templates are default, sleeper, failing");
	}

	@Test
	void createWhenBodyIsNestedTooDeeplySaysWhatItMustBe() {
		expectProblem(this.workspaces.post("[".repeat(5000)), HttpStatus.BAD_REQUEST,
				"The body must be a single JSON object");
	}

	@Test
	void createWhenLengthIsTooLargeRefuses() {
		expectProblem(this.workspaces.post("x".repeat(65537)), HttpStatus.CONTENT_TOO_LARGE, TOO_LARGE);
	}

	@Test
	void createWhenChunksAreTooLargeRefuses() {
		expectProblem(postInChunks("x".repeat(65537)), HttpStatus.CONTENT_TOO_LARGE, TOO_LARGE);
	}

	@Test
	void createWhenBodyIsAsLargeAsAllowedReadsIt() {
		String body = "{\"name\": \"fix-login\", \"template\": \"failing\"}";
		String padded = body + " ".repeat(65536 - body.length());
		this.workspaces.post(padded).expectStatus().isCreated();
		postInChunks(padded).expectStatus().isCreated();
	}

	private ResponseSpec postInChunks(String body) {
		ByteArrayInputStream stream = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
		return this.client.post()
			.uri("/api/workspaces")
			.contentType(MediaType.APPLICATION_JSON)
			.body(new InputStreamResource(stream))
			.exchange();
	}

	@Test
	void createWhenContentTypeIsNotJsonSaysWhichIs() {
		expectProblem(
				this.client.post()
					.uri("/api/workspaces")
					.contentType(MediaType.TEXT_PLAIN)
					.body("{\"name\": \"fix-login\"}")
					.exchange(),
				HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The content type must be one of [application/json]");
	}

	@Test
	void getWhenIdIsUnknownNamesIt() {
		String detail = "There is no workspace 'nope'";
		expectProblem(this.client.get().uri("/api/workspaces/nope").exchange(), HttpStatus.NOT_FOUND, detail);
		expectProblem(this.client.get().uri("/api/workspaces/nope/log").exchange(), HttpStatus.NOT_FOUND, detail);
		expectProblem(this.workspaces.command("nope", "stop"), HttpStatus.NOT_FOUND, detail);
		expectProblem(this.workspaces.command("nope", "restart"), HttpStatus.NOT_FOUND, detail);
	}

	@Test
	void getWhenPathIsUnknownSaysSo() {
		expectProblem(this.client.get().uri("/api/nope").exchange(), HttpStatus.NOT_FOUND,
				"There is nothing at this path");
	}

	@Test
	void putSaysWhichMethodsArePossible() {
		expectProblem(this.client.put().uri("/api/workspaces").exchange(), HttpStatus.METHOD_NOT_ALLOWED,
				"Method PUT is not possible here, only GET, POST");
	}

	@Test
	void logAsJsonIsNotAcceptable() {
		String id = this.workspaces.create("{\"name\": \"fix-login\", \"template\": \"failing\"}").id();
		expectProblem(
				this.client.get().uri("/api/workspaces/{id}/log", id).accept(MediaType.APPLICATION_JSON).exchange(),
				HttpStatus.NOT_ACCEPTABLE, "The answer can only have one of the types [text/plain;charset=UTF-8]");
	}

	@Test
	void stopWhenWorkspaceHasEndedSaysInWhichStateItIs() {
		String id = this.workspaces.create("{\"name\": \"fix-login\", \"template\": \"failing\"}").id();
		this.workspaces.await(id, WorkspaceState.FAILED);
		expectProblem(this.workspaces.command(id, "stop"), HttpStatus.CONFLICT,
				"Workspace '" + id + "' is FAILED and can't be stopped");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void unexpectedErrorShowsNothingOfItself(CapturedOutput output) {
		expectProblem(this.client.get().uri("/broken").exchange(), HttpStatus.INTERNAL_SERVER_ERROR,
				"The log of the application says what went wrong");
		assertThat(output).contains("Request failed", "java.lang.IllegalStateException: the password is hunter2");
	}

	private static void expectProblem(ResponseSpec response, HttpStatus status, String detail) {
		response.expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(status.value())
			.jsonPath("$.title")
			.isEqualTo(status.getReasonPhrase())
			.jsonPath("$.detail")
			.isEqualTo(detail)
			.jsonPath("$.instance")
			.value(String.class, (instance) -> assertThat(instance).startsWith("/"))
			.jsonPath("$.length()")
			.isEqualTo(4);
	}

	/**
	 * Fails with what nobody must see.
	 */
	@RestController
	static class BrokenController {

		@GetMapping("/broken")
		String fail() {
			throw new IllegalStateException("the password is hunter2");
		}

	}

}
