package io.provisionhook.sample;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Starts nothing and can't stop it, for a reason that quotes a secret.
 */
final class StuckRuntime implements WorkspaceRuntime {

	static final String SECRET = "correct-horse";

	private volatile boolean started;

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) {
		this.started = true;
		return new CompletableFuture<>();
	}

	@Override
	public void stop(String workspaceId, long generation) throws IOException {
		throw new IOException("refused: " + SECRET);
	}

	@Override
	public boolean isRunning(String workspaceId) {
		return this.started;
	}

	@Override
	public InputStream log(String workspaceId) {
		return InputStream.nullInputStream();
	}

}
