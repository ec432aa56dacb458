package io.provisionhook.sample;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import io.provisionhook.Registry;
import io.provisionhook.workspace.WorkspaceState;

/**
 * A workspace for each way in which {@link LeakyPlugins} can misbehave.
 */
final class LeakyRuns {

	private static final List<String> ROLES = List.of("optional", "cause", "suppressed", "error", "value", "name",
			"fetch", "source", "source-error", "start", "start-error", "exit", "required");

	private static final List<String> STUCK_ROLES = List.of("stuck", "stuck-fetch");

	private final WorkspaceClient client;

	private final LeakyPlugins plugins;

	private final Registry registry;

	private final Map<String, WorkspaceResponse> ended = new HashMap<>();

	private final Map<String, String> logs = new HashMap<>();

	LeakyRuns(WorkspaceClient client, LeakyPlugins plugins, Registry registry) {
		this.client = client;
		this.plugins = plugins;
		this.registry = registry;
	}

	/**
	 * Run all of them, and wait until nothing of them is under way any more.
	 */
	void runAll() {
		runToLastLine("none", "chatty");
		runToLastLine("declared", "chatty");
		runToLastLine("flood", "flooding");
		run("missing", "missing");
		ROLES.forEach((role) -> run(role, "silent"));
		IntStream.range(0, LeakyPlugins.MESSAGES.size()).forEach((index) -> run("message-" + index, "silent"));
		restartAndStop();
		this.registry.register(this.plugins.stuck());
		STUCK_ROLES.forEach((role) -> run(role, "silent"));
		this.plugins.release.countDown();
		WorkspaceClient.await().until(() -> this.registry.abandonedThreads() == 0);
	}

	private void run(String role, String template) {
		String id = create(role, template);
		this.ended.put(role, WorkspaceClient.await().until(() -> this.client.get(id), LeakyRuns::hasEnded));
	}

	private void runToLastLine(String role, String template) {
		run(role, template);
		this.logs.put(role, WorkspaceClient.await()
			.until(() -> this.client.log(get(role).id()), (log) -> log.endsWith("the last line\n")));
	}

	private void restartAndStop() {
		String id = create("stop", "lingering");
		this.client.await(id, WorkspaceState.RUNNING);
		this.client.command(id, "stop").expectStatus().isEqualTo(500);
		this.client.restart(id);
		this.client.awaitRunning(id, 2);
		this.client.restart(id);
		WorkspaceClient.await().until(() -> this.client.get(id).lastSampleError() != null);
		this.client.stop(id);
		this.client.command(id, "stop").expectStatus().isEqualTo(409);
		this.client.command("nope", "restart").expectStatus().isNotFound();
		this.client.post("{").expectStatus().isBadRequest();
	}

	private String create(String role, String template) {
		String required = role.equals("required") ? "\"ABSENT\"" : "";
		return this.client
			.create("""
					{"name": "hunt", "tenant": "acme", "role": "%s", "template": "%s", "requiredVariables": [%s]}"""
				.formatted(role, template, required))
			.id();
	}

	private static boolean hasEnded(WorkspaceResponse workspace) {
		return workspace.state() == WorkspaceState.STOPPED || workspace.state() == WorkspaceState.FAILED;
	}

	/**
	 * Return a workspace as it was when it had ended.
	 * @param role the role in which it misbehaved
	 * @return the workspace
	 */
	WorkspaceResponse get(String role) {
		return Objects.requireNonNull(this.ended.get(role));
	}

	/**
	 * Return what a workspace had written when it had ended.
	 * @param role its role, of which there is more to read than an error
	 * @return the output
	 */
	String log(String role) {
		return Objects.requireNonNull(this.logs.get(role));
	}

}
