package io.provisionhook.plugin.credentialendpoint;

import java.net.URI;
import java.time.Instant;
import java.util.Objects;

/**
 * URL and token with which a workspace requests credentials. Immutable;
 * {@link #toString()} does not show the token.
 *
 * @param url the URL of the endpoint
 * @param token the bearer token, a secret of the workspace
 * @param expiresAt the time at which the token expires, even if the workspace still runs
 * @since 0.1.0
 */
public record WorkspaceAccess(URI url, String token, Instant expiresAt) {

	/**
	 * Create the access.
	 */
	public WorkspaceAccess {
		Objects.requireNonNull(url, "'url' must not be null");
		Objects.requireNonNull(token, "'token' must not be null");
		Objects.requireNonNull(expiresAt, "'expiresAt' must not be null");
	}

	@Override
	public String toString() {
		return "WorkspaceAccess[url=" + this.url + ", expiresAt=" + this.expiresAt + "]";
	}

}
