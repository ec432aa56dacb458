package io.provisionhook.plugin.credentialendpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Set;

import io.provisionhook.ProvisionContext;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.plugin.credentialendpoint.WorkspaceTokens.Claims;

/**
 * Gives workspaces access to the endpoint. Available as a bean if there is a
 * {@link CredentialGrants} bean. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CredentialAccess {

	private static final String PLACEHOLDER = "not issued in a plan";

	private final GrantedHosts granted;

	private final WorkspaceTokens tokens;

	private final EndpointUrl url;

	private final Clock clock;

	private final Duration lifetime;

	CredentialAccess(GrantedHosts granted, WorkspaceTokens tokens, EndpointUrl url, Clock clock, Duration lifetime) {
		this.granted = granted;
		this.tokens = tokens;
		this.url = url;
		this.clock = clock;
		this.lifetime = lifetime;
	}

	/**
	 * Issue a token with which a workspace can request credentials until it stops or
	 * restarts. The token is {@linkplain ProvisionContext#redact redacted}. In a
	 * {@linkplain ProvisionContext#isPlan() plan} it is a placeholder.
	 * @param context the context of the workspace that is about to start
	 * @param hosts the hosts that the workspace may request credentials for
	 * @return the URL of the endpoint and the token
	 * @throws IllegalArgumentException if there are no hosts, one of them is not granted,
	 * or there are too many for a token
	 * @throws IllegalStateException if the URL of the endpoint is not known
	 */
	public WorkspaceAccess issue(ProvisionContext context, Set<CredentialHost> hosts) {
		Objects.requireNonNull(context, "'context' must not be null");
		requireGranted(hosts);
		Instant expiresAt = this.clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(this.lifetime);
		String token = context.isPlan() ? PLACEHOLDER
				: this.tokens.issue(new Claims(context.workspaceId(), context.generation(), hosts, expiresAt));
		if (token.length() > HttpRequestData.MAX_TOKEN_LENGTH) {
			throw new IllegalArgumentException("A token for " + hosts.size() + " hosts would be longer than "
					+ HttpRequestData.MAX_TOKEN_LENGTH + " characters");
		}
		context.redact(token);
		return new WorkspaceAccess(this.url.get(), token, expiresAt);
	}

	private void requireGranted(Set<CredentialHost> hosts) {
		Objects.requireNonNull(hosts, "'hosts' must not be null");
		if (hosts.isEmpty()) {
			throw new IllegalArgumentException("'hosts' must not be empty");
		}
		for (CredentialHost host : hosts) {
			if (this.granted.find(host).isEmpty()) {
				throw new IllegalArgumentException("Host '" + host + "' is not granted by a CredentialGrants bean");
			}
		}
	}

}
