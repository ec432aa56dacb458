package io.provisionhook.sample;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;

/**
 * A workspace as the API shows it, without the value of any variable.
 *
 * @param id the id of the workspace
 * @param name the name that was asked for
 * @param template the template that was asked for
 * @param tenant whom the workspace belongs to
 * @param role what the agent in the workspace is there for
 * @param labels further facts, by key
 * @param state where the workspace is in its life
 * @param lastSampleError why the workspace failed
 * @param exitCode what the workspace ended with
 * @param createdAt when the workspace was created
 * @param updatedAt when the state changed
 * @param generation how often the workspace has been provisioned, from 1
 * @param report what was done to provision it; {@code null} until that is over
 */
record WorkspaceResponse(String id, String name, @Nullable String template, @Nullable String tenant,
		@Nullable String role, Map<String, String> labels, WorkspaceState state, @Nullable String lastSampleError,
		@Nullable Integer exitCode, Instant createdAt, Instant updatedAt, long generation, @Nullable RunReport report) {

	static WorkspaceResponse of(Workspace workspace) {
		WorkspaceRequest request = workspace.request();
		return new WorkspaceResponse(workspace.id(), request.name(), request.template(), request.tenant(),
				request.role(), request.labels(), workspace.state(), workspace.lastSampleError(), workspace.exitCode(),
				workspace.createdAt(), workspace.updatedAt(), workspace.generation(), workspace.report());
	}

}
