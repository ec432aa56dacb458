package io.provisionhook.workspace;

import java.util.Map;

import io.provisionhook.WorkspaceRequest;

/**
 * The same secrets each time.
 *
 * @param globalSecrets the secrets that every workspace gets
 * @param secrets the secrets of any one workspace
 */
record FixedSecrets(Map<String, String> globalSecrets, Map<String, String> secrets) implements SecretSource {

	@Override
	public Map<String, String> workspaceSecrets(String workspaceId, WorkspaceRequest request) {
		return this.secrets;
	}

}
