package io.provisionhook.autoconfigure.workspace;

import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import io.provisionhook.workspace.WorkspaceExit;
import io.provisionhook.workspace.WorkspaceLaunch;
import io.provisionhook.workspace.WorkspaceRuntime;

/**
 * Remembers what it was asked to start.
 */
public final class FakeRuntime implements WorkspaceRuntime {

	final List<WorkspaceLaunch> launches = new CopyOnWriteArrayList<>();

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) {
		this.launches.add(launch);
		return new CompletableFuture<>();
	}

	@Override
	public void stop(String workspaceId) {
	}

	@Override
	public boolean isRunning(String workspaceId) {
		return false;
	}

	@Override
	public InputStream log(String workspaceId) {
		return InputStream.nullInputStream();
	}

}
