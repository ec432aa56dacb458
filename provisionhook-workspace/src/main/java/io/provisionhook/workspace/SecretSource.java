package io.provisionhook.workspace;

import java.util.Map;

import io.provisionhook.SideEffects;
import io.provisionhook.WorkspaceRequest;

/**
 * Where the secrets come from that the host application itself gives to workspaces. They
 * are in the environment before the first mutator runs, a workspace's own overriding the
 * global ones. The {@linkplain WorkspaceHandler.Builder#rules rules for variables} bind
 * them as they bind mutators: a secret whose name is protected, or dangerous and not
 * allowed, fails the workspace. So does an exception. Implementations are thread-safe and
 * are called on a new thread for each workspace.
 *
 * @since 0.1.0
 */
public interface SecretSource {

	/**
	 * Return whether reading this source does anything besides. A
	 * {@linkplain WorkspaceHandler#plan plan} reads those that have no side effects;
	 * {@link SideEffects#NONE_ON_PLAN} is not enough, since a source can't know that it
	 * is a plan. Called once, when the handler is built.
	 * @return the side effects; {@link SideEffects#UNKNOWN} unless overridden
	 */
	default SideEffects sideEffects() {
		return SideEffects.UNKNOWN;
	}

	/**
	 * Return the secrets that every workspace gets.
	 * @return secret values by variable name
	 * @throws Exception if they can't be had
	 */
	default Map<String, String> globalSecrets() throws Exception {
		return Map.of();
	}

	/**
	 * Return the secrets of one workspace.
	 * @param workspaceId the id of the workspace
	 * @param request the request that the workspace was created by
	 * @return secret values by variable name
	 * @throws Exception if they can't be had
	 */
	default Map<String, String> workspaceSecrets(String workspaceId, WorkspaceRequest request) throws Exception {
		return Map.of();
	}

}
