package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;

/**
 * What Vault says about a secret that it has made for one workspace only.
 * {@link #toString()} does not show the id, by which the secret can be revoked.
 *
 * @param id the id of the lease
 * @param workspaceId the id of the workspace
 * @param path where the secret was read
 * @param duration how long it is good for, zero if for ever
 * @param renewable whether that can become longer
 */
record VaultLease(String id, String workspaceId, String path, Duration duration, boolean renewable) {

	@Override
	public String toString() {
		return "'" + this.path + "' of workspace '" + this.workspaceId + "'";
	}

}
