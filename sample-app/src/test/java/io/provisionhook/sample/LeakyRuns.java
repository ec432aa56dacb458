package io.provisionhook.sample;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.provisionhook.Registry;
import io.provisionhook.workspace.WorkspaceState;

/**
 * A workspace for each way in which {@link LeakyPlugins} can misbehave.
 */
final class LeakyRuns {

	private static final List<String> ROLES = List.of("none", "optional", "message", "cause", "suppressed", "error",
			"value", "name", "fetch", "source");

	private static final List<String> STUCK_ROLES = List.of("stuck", "stuck-fetch");

	private final WorkspaceClient client;

	private final LeakyPlugins plugins;

	private final Registry registry;

	private final Map<String, WorkspaceResponse> ended = new HashMap<>();

	LeakyRuns(WorkspaceClient client, LeakyPlugins plugins, Registry registry) {
		this.client = client;
		this.plugins = plugins;
		this.registry = registry;
	}

	/**
	 * Run all of them, and wait until nothing of them is under way any more.
	 */
	void runAll() {
		ROLES.forEach(this::run);
		restartAndStop();
		this.registry.register(this.plugins.stuck());
		STUCK_ROLES.forEach(this::run);
		this.plugins.release.countDown();
		WorkspaceClient.await().until(() -> this.registry.abandonedThreads() == 0);
	}

	private void run(String role) {
		String id = create(role, "chatty");
		this.ended.put(role, WorkspaceClient.await().until(() -> this.client.get(id), LeakyRuns::hasEnded));
	}

	private void restartAndStop() {
		String id = create("none", "lingering");
		this.client.await(id, WorkspaceState.RUNNING);
		this.client.restart(id);
		this.client.await(id, WorkspaceState.RUNNING);
		this.client.stop(id);
		this.client.command(id, "stop").expectStatus().isEqualTo(409);
		this.client.command("nope", "restart").expectStatus().isNotFound();
		this.client.post("{").expectStatus().isBadRequest();
	}

	private String create(String role, String template) {
		return this.client.create("""
				{"name": "hunt", "tenant": "acme", "role": "%s", "template": "%s"}""".formatted(role, template)).id();
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

}
