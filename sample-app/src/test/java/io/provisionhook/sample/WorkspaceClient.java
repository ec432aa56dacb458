package io.provisionhook.sample;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

import io.provisionhook.workspace.WorkspaceState;

/**
 * Does over HTTP what a user does.
 */
final class WorkspaceClient {

	private static final String PATH = "/api/workspaces";

	private final RestTestClient client;

	WorkspaceClient(RestTestClient client) {
		this.client = client;
	}

	ResponseSpec post(String body) {
		return this.client.post().uri(PATH).contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

	WorkspaceResponse create(String body) {
		return workspaceOf(post(body).expectStatus().isCreated());
	}

	WorkspaceResponse createInTrace(String traceparent, String body) {
		return workspaceOf(this.client.post()
			.uri(PATH)
			.contentType(MediaType.APPLICATION_JSON)
			.header("traceparent", traceparent)
			.body(body)
			.exchange()
			.expectStatus()
			.isCreated());
	}

	WorkspaceResponse get(String id) {
		return workspaceOf(this.client.get().uri(PATH + "/{id}", id).exchange().expectStatus().isOk());
	}

	List<WorkspaceResponse> list() {
		ResponseSpec response = this.client.get().uri(PATH).exchange().expectStatus().isOk();
		return List.of(bodyOf(response, WorkspaceResponse[].class));
	}

	String log(String id) {
		String log = this.client.get()
			.uri(PATH + "/{id}/log", id)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType("text/plain;charset=UTF-8")
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return (log != null) ? log : "";
	}

	/**
	 * Wait until a log is as required: its last lines may come after the end of the
	 * process.
	 * @param id the id of the workspace
	 * @param requirement throws while something is missing
	 */
	void awaitLog(String id, Consumer<String> requirement) {
		await().untilAsserted(() -> requirement.accept(log(id)));
	}

	/**
	 * Start to wait for what a workspace does: as long as a busy machine may need, and
	 * not much longer than it takes.
	 * @return the start
	 */
	static ConditionFactory await() {
		return Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20));
	}

	ResponseSpec command(String id, String command) {
		return this.client.post().uri(PATH + "/{id}/{command}", id, command).exchange();
	}

	WorkspaceResponse stop(String id) {
		return workspaceOf(command(id, "stop").expectStatus().isOk());
	}

	ResponseSpec delete(String id) {
		return this.client.delete().uri(PATH + "/{id}", id).exchange();
	}

	WorkspaceResponse restart(String id) {
		return workspaceOf(command(id, "restart").expectStatus().isAccepted());
	}

	WorkspaceResponse await(String id, WorkspaceState state) {
		return await().until(() -> get(id), (workspace) -> workspace.state() == state);
	}

	WorkspaceResponse awaitRunning(String id, long generation) {
		return await().until(() -> get(id),
				(workspace) -> workspace.state() == WorkspaceState.RUNNING && workspace.generation() == generation);
	}

	private static WorkspaceResponse workspaceOf(ResponseSpec response) {
		return bodyOf(response, WorkspaceResponse.class);
	}

	private static <T> T bodyOf(ResponseSpec response, Class<T> type) {
		return Objects.requireNonNull(response.expectBody(type).returnResult().getResponseBody());
	}

}
