package io.provisionhook.sample;

import java.io.IOError;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Adds a secret of the host to what another runtime starts, and fails with all secrets in
 * its message where the role in the request says so.
 */
final class LeakyRuntime implements WorkspaceRuntime {

	private final WorkspaceRuntime delegate;

	private final Map<String, String> roles = new ConcurrentHashMap<>();

	LeakyRuntime(WorkspaceRuntime delegate) {
		this.delegate = delegate;
	}

	@Override
	public void validate(WorkspaceRequest request) {
		this.delegate.validate(request);
	}

	@Override
	public BaseEnvironment baseEnvironment(WorkspaceRequest request, RuntimeProgress progress) throws Exception {
		return this.delegate.baseEnvironment(request, progress)
			.with(BaseEnvironment.Owner.HOST, Map.of("HOST_TOKEN", MarkedSecret.OF_HOST.value()));
	}

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) throws Exception {
		this.roles.put(launch.workspaceId(), String.valueOf(launch.request().role()));
		switch (roleOf(launch.workspaceId())) {
			case "start" ->
				throw new IOException(SpokenTexts.message(), new IllegalStateException(SpokenTexts.message()));
			case "start-error" -> throw new IOError(new IOException(SpokenTexts.message()));
			case "exit" -> {
				return CompletableFuture.failedFuture(new IOException(SpokenTexts.message()));
			}
			default -> {
				return this.delegate.start(launch);
			}
		}
	}

	private String roleOf(String workspaceId) {
		return Objects.requireNonNull(this.roles.getOrDefault(workspaceId, ""));
	}

	@Override
	public void stop(String workspaceId, long generation) throws Exception {
		if (roleOf(workspaceId).equals("stop") && this.roles.remove(workspaceId) != null) {
			throw new IOException(SpokenTexts.message());
		}
		this.delegate.stop(workspaceId, generation);
	}

	@Override
	public void remove(String workspaceId, long generation) throws Exception {
		this.delegate.remove(workspaceId, generation);
	}

	@Override
	public boolean outlivesHost() {
		return this.delegate.outlivesHost();
	}

	@Override
	public Set<String> workspaceIds() throws Exception {
		return this.delegate.workspaceIds();
	}

	@Override
	public Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, long generation, SecretRedactor redactor)
			throws Exception {
		return this.delegate.adopt(workspaceId, generation, redactor);
	}

	@Override
	public boolean isRunning(String workspaceId) {
		return this.delegate.isRunning(workspaceId);
	}

	@Override
	public InputStream log(String workspaceId) throws IOException {
		return this.delegate.log(workspaceId);
	}

}
