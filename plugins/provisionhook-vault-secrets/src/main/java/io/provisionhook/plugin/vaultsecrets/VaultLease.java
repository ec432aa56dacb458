package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;

/**
 * Lease of a secret of one workspace, as Vault describes it. {@link #toString()} does not
 * show the id, as the id is enough to revoke the secret.
 *
 * @param id the id of the lease
 * @param workspaceId the id of the workspace
 * @param path the path of the secret
 * @param duration the duration of the lease; zero if it does not expire
 * @param renewable whether the lease can be renewed
 */
record VaultLease(String id, String workspaceId, String path, Duration duration, boolean renewable) {

	@Override
	public String toString() {
		return "'" + this.path + "' of workspace '" + this.workspaceId + "'";
	}

}
