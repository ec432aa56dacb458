package io.provisionhook.credential;

import java.util.Objects;

import io.provisionhook.ProvisionContext;

/**
 * What a credential is asked for. Immutable; components may be added in later releases.
 *
 * @param host the host that wants it
 * @param context the workspace that is going to use it, and how much time there is to get
 * it
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
