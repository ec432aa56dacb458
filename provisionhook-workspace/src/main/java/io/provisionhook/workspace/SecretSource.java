package io.provisionhook.workspace;

import java.util.Map;

import io.provisionhook.SideEffects;
import io.provisionhook.WorkspaceRequest;

/**
 * Source of the secrets that the host application gives to workspaces. They are in the
 * environment before the first mutator runs. The secrets of a workspace override global
 * secrets of the same name.
 * <p>
 * The {@linkplain WorkspaceHandler.Builder#rules rules for variables} apply to secrets as
 * they apply to mutators: a secret whose name is protected, or dangerous and not allowed,
 * fails the workspace. An exception fails the workspace as well. Implementations must be
 * thread-safe, and are called on a new thread for each workspace.
 *
 * @since 0.1.0
 */
public interface SecretSource {

	/**
	 * Return the side effects of reading this source. A {@linkplain WorkspaceHandler#plan
	 * plan} reads only sources with {@link SideEffects#NONE};
	 * {@link SideEffects#NONE_ON_PLAN} is not enough, since a source does not know
	 * whether it is called for a plan. Called once, when the handler is built.
	 * @return the side effects; {@link SideEffects#UNKNOWN} by default
	 */
	default SideEffects sideEffects() {
		return SideEffects.UNKNOWN;
	}

	/**
	 * Return the secrets for all workspaces; none by default.
	 * @return the values by variable name
	 * @throws Exception if they can't be read
	 */
	default Map<String, String> globalSecrets() throws Exception {
		return Map.of();
	}

	/**
	 * Return the secrets of one workspace; none by default.
	 * @param workspaceId the id of the workspace
	 * @param request the request that created the workspace
	 * @return the values by variable name
	 * @throws Exception if they can't be read
	 */
	default Map<String, String> workspaceSecrets(String workspaceId, WorkspaceRequest request) throws Exception {
		return Map.of();
	}

}
