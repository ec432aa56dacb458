package io.provisionhook.credential;

import java.util.Objects;

import io.provisionhook.ProvisionContext;

/**
 * Request for a credential. Immutable; components may be added in later releases.
 *
 * @param host the host that requires the credential
 * @param context the workspace that will use the credential, and the deadline
 * @since 0.1.0
 */
public record CredentialRequest(CredentialHost host, ProvisionContext context) {

	/**
	 * Create a request.
	 */
	public CredentialRequest {
		Objects.requireNonNull(host, "'host' must not be null");
		Objects.requireNonNull(context, "'context' must not be null");
	}

}
