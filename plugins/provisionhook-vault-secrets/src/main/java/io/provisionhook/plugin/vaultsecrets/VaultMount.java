package io.provisionhook.plugin.vaultsecrets;

import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Where a secrets engine is mounted.
 *
 * @param path its path with a slash at the end; {@code null} if it is not known
 * @param keyValue whether it is KV of either version, where reading makes no lease
 * @param versioned whether it keeps versions, which is to say KV version 2
 */
record VaultMount(@Nullable String path, boolean keyValue, boolean versioned) {

	private static final String VERSION = "version";

	/**
	 * Return the request that reads a secret.
	 * @param location where the secret is
	 * @return the request
	 * @throws UpstreamException if this engine has no such secrets
	 */
	VaultCall reading(SecretLocation location) throws UpstreamException {
		String activity = "reading '" + location + "'";
		if (this.path != null && this.versioned) {
			return VaultCall.get(this.path + "data/" + location.path().substring(this.path.length()), activity)
				.ofVersion(location.parameter(VERSION));
		}
		if (location.parameter(VERSION) != null) {
			throw VaultFailures.request("Vault keeps no versions of '" + location.path()
					+ "', only KV version 2 does; remove the version from the reference");
		}
		return VaultCall.get(location.path(), activity);
	}

}
