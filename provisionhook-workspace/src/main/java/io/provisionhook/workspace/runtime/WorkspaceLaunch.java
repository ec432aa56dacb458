package io.provisionhook.workspace.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;

/**
 * The data that a runtime needs to start a workspace. Immutable except for the redactor;
 * {@link #toString()} contains no values.
 *
 * @param workspaceId the id of the workspace
 * @param generation the generation of this run, which is greater than those of all
 * earlier runs of the workspace, also on other hosts
 * @param request the request that created the workspace
 * @param environment the complete environment. A variable of the base environment that is
 * not in here was removed, and the workspace must not have it
 * @param secretNames the names of the variables with secret values
 * @param redactor the redactor for the output of the workspace. It knows the secret
 * values of the environment and other declared secrets. The handler adds credentials that
 * the workspace receives while it runs
 * @param progress reports the steps of the start
 * @since 0.1.0
 */
public record WorkspaceLaunch(String workspaceId, long generation, WorkspaceRequest request,
		Map<String, String> environment, Set<String> secretNames, SecretRedactor redactor, RuntimeProgress progress) {

	/**
	 * Create a launch.
	 */
	public WorkspaceLaunch {
		environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
		secretNames = Set.copyOf(secretNames);
		Objects.requireNonNull(redactor, "'redactor' must not be null");
		Objects.requireNonNull(progress, "'progress' must not be null");
	}

	/**
	 * Create the launch of the first generation, which redacts the secret values of the
	 * environment and ignores the progress.
	 * @param workspaceId the id of the workspace
	 * @param request the request that created the workspace
	 * @param environment the complete environment
	 * @param secretNames the names of the variables with secret values
	 */
	public WorkspaceLaunch(String workspaceId, WorkspaceRequest request, Map<String, String> environment,
			Set<String> secretNames) {
		this(workspaceId, 1, request, environment, secretNames,
				SecretRedactor.of(secretNames.stream().map(environment::get).filter(Objects::nonNull).toList()),
				RuntimeProgress.NONE);
	}

	@Override
	public String toString() {
		return "WorkspaceLaunch[workspaceId=" + this.workspaceId + ", generation=" + this.generation + ", request="
				+ this.request + ", environment=" + this.environment.keySet() + "]";
	}

}
