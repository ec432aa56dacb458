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
 * @param name the requested name
 * @param template the requested template; {@code null} for the default one
 * @param tenant the tenant that owns the workspace; {@code null} if there is none
 * @param role the role of the agent in the workspace; {@code null} if there is none
 * @param labels additional attributes by key
 * @param state the state
 * @param lastSampleError the cause of the last failure; {@code null} if there is none
 * @param exitCode the exit code; {@code null} if the workspace has not ended by itself
 * @param createdAt the time of the creation
 * @param updatedAt the time of the last change
 * @param generation the number of provisionings, including the present one
 * @param report the report of the provisioning; {@code null} until it has ended
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
