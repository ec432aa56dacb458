package io.provisionhook.workspace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.provisionhook.Env;
import io.provisionhook.WorkspaceRequest;

/**
 * What a runtime needs to start a workspace. Immutable; {@link #toString()} shows no
 * values.
 *
 * @param workspaceId the id of the workspace
 * @param request the request that the workspace was created by
 * @param environment the variables to start with, complete
 * @param secretNames the variables among them whose values are secret
 * @since 0.1.0
 */
public record WorkspaceLaunch(String workspaceId, WorkspaceRequest request, Map<String, String> environment,
		Set<String> secretNames) {

	/**
	 * Create a launch.
	 */
	public WorkspaceLaunch {
		environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
		secretNames = Set.copyOf(secretNames);
	}

	static WorkspaceLaunch of(Workspace workspace, Env env) {
		Set<String> secretNames = env.keySet().stream().filter(env::isSecret).collect(Collectors.toSet());
		return new WorkspaceLaunch(workspace.id(), workspace.request(), env, secretNames);
	}

	@Override
	public String toString() {
		return "WorkspaceLaunch[workspaceId=" + this.workspaceId + ", request=" + this.request + ", environment="
				+ this.environment.keySet() + "]";
	}

}
