package io.provisionhook.store.jdbc;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.awaitility.Awaitility;

import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.SecretSource;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * A host with secrets that leak in each of its failures. A workspace with the name
 * "mutator" or "start" fails there.
 */
final class SecretLeakingHost implements WorkspaceRuntime, SecretSource {

	static final String GLOBAL = "global marked/secret+&=1";

	static final String OWN = "own marked \"secret\" %/2";

	static final String TOKEN = "token_marked?secret=3";

	private SecretLeakingHost() {
	}

	static List<Workspace> provision(WorkspaceStore store) {
		SecretLeakingHost host = new SecretLeakingHost();
		try (WorkspaceHandler handler = WorkspaceHandler.builder(host).store(store).secretSource(host).build()) {
			handler.setEnvMutators(registry());
			return List.of("success", "mutator", "start").stream().map((name) -> {
				String id = handler.create(WorkspaceRequest.named(name).build()).id();
				return Awaitility.await()
					.atMost(Duration.ofSeconds(60))
					.until(() -> handler.get(id), (current) -> current.state() != WorkspaceState.PROVISIONING);
			}).toList();
		}
	}

	private static Registry registry() {
		Registry registry = Registry.builder()
			.policies((name) -> MutatorPolicy.DEFAULT.withOnFailure(
					"nice-to-have".equals(name) ? MutatorPolicy.OnFailure.SKIP : MutatorPolicy.OnFailure.ABORT))
			.build();
		registry.register(EnvMutator.of("token", (context, env) -> env.putSecret("GITHUB_TOKEN", TOKEN)));
		registry.register(EnvMutator.of("nice-to-have", (context, env) -> {
			throw new IllegalStateException("skipped with " + encodedSecrets());
		}));
		registry.register(EnvMutator.of("last", (context, env) -> {
			if ("mutator".equals(context.request().name())) {
				throw new IllegalStateException("mutator has " + encodedSecrets(),
						new IllegalStateException(encodedSecrets()));
			}
		}));
		return registry;
	}

	private static String encodedSecrets() {
		return String.join(" and ",
				List.of(GLOBAL, OWN, TOKEN).stream().flatMap(SecretScanner::encodingsOf).distinct().toList());
	}

	@Override
	public Map<String, String> globalSecrets() {
		return Map.of("REGISTRY_LOGIN", GLOBAL);
	}

	@Override
	public Map<String, String> workspaceSecrets(String workspaceId, WorkspaceRequest request) {
		return Map.of("OWN_LOGIN", OWN);
	}

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) {
		if ("start".equals(launch.request().name())) {
			throw new IllegalStateException("start has " + launch.environment().values() + " and " + encodedSecrets());
		}
		return new CompletableFuture<>();
	}

	@Override
	public void stop(String workspaceId, long generation) {
	}

	@Override
	public boolean isRunning(String workspaceId) {
		return true;
	}

	@Override
	public InputStream log(String workspaceId) {
		return InputStream.nullInputStream();
	}

}
