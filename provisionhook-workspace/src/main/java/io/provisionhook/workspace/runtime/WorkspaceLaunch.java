package io.provisionhook.workspace.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;

/**
 * What a runtime needs to start a workspace. Immutable but for the redactor;
 * {@link #toString()} shows no values.
 *
 * @param workspaceId the id of the workspace
 * @param request the request that the workspace was created by
 * @param environment the variables to start with, complete: one that the image or the
 * host sets and that is not here was removed, and the workspace must not have it
 * @param secretNames the variables among them whose values are secret
 * @param redactor takes the secrets of the workspace out of its output: the values of
 * these variables and what else was declared to be secret. It learns of credentials that
 * the workspace is given while it runs
 * @param progress to be told what is being done to start the workspace
 * @since 0.1.0
 */
public record WorkspaceLaunch(String workspaceId, WorkspaceRequest request, Map<String, String> environment,
		Set<String> secretNames, SecretRedactor redactor, RuntimeProgress progress) {

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
	 * Create a launch with no other secrets than those of the variables, whose progress
	 * nobody follows.
	 * @param workspaceId the id of the workspace
	 * @param request the request that the workspace was created by
	 * @param environment the variables to start with, complete
	 * @param secretNames the variables among them whose values are secret
	 */
	public WorkspaceLaunch(String workspaceId, WorkspaceRequest request, Map<String, String> environment,
			Set<String> secretNames) {
		this(workspaceId, request, environment, secretNames,
				SecretRedactor.of(secretNames.stream().map(environment::get).filter(Objects::nonNull).toList()),
				RuntimeProgress.NONE);
	}

	@Override
	public String toString() {
		return "WorkspaceLaunch[workspaceId=" + this.workspaceId + ", request=" + this.request + ", environment="
				+ this.environment.keySet() + "]";
	}

}
