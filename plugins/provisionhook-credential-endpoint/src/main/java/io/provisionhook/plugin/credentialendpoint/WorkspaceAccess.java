package io.provisionhook.plugin.credentialendpoint;

import java.net.URI;
import java.time.Instant;
import java.util.Objects;

/**
 * What a workspace needs to ask for credentials. Immutable; {@link #toString()} does not
 * show the token.
 *
 * @param url where to ask
 * @param token what to send as bearer token, a secret of the workspace
 * @param expiresAt when the token is not accepted any more, even if the workspace still
 * runs
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
