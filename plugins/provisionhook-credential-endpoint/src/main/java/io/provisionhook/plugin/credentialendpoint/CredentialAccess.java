package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Set;

import io.provisionhook.ProvisionContext;
import io.provisionhook.credential.CredentialHost;

/**
 * Gives workspaces access to the endpoint. A bean wherever there are
 * {@link CredentialGrants}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CredentialAccess {

	private static final String PLACEHOLDER = "not issued in a plan";

	private final GrantedHosts granted;

	private final AccessTokens tokens;

	private final EndpointUrl url;

	private final EndpointTime time;

	private final Duration lifetime;

	CredentialAccess(GrantedHosts granted, AccessTokens tokens, EndpointUrl url, EndpointTime time, Duration lifetime) {
		this.granted = granted;
		this.tokens = tokens;
		this.url = url;
		this.time = time;
		this.lifetime = lifetime;
	}

	/**
	 * Issue a token by which one workspace, until it ends or is started again, can ask
	 * for credentials. It is declared as a {@linkplain ProvisionContext#redact secret}.
	 * In a {@linkplain ProvisionContext#isPlan() plan} there is a placeholder instead.
	 * @param context the workspace that is about to start
	 * @param hosts the hosts that it may ask for
	 * @return what the workspace needs to know
	 * @throws IllegalArgumentException if there are no hosts, one of them is not granted,
	 * or there are too many for a token
	 * @throws IllegalStateException if it is not known under which URL workspaces reach
	 * the endpoint
	 */
	public WorkspaceAccess issue(ProvisionContext context, Set<CredentialHost> hosts) {
		Objects.requireNonNull(context, "'context' must not be null");
		requireGranted(hosts);
		Instant expiresAt = this.time.now().truncatedTo(ChronoUnit.SECONDS).plus(this.lifetime);
		String token = context.isPlan() ? PLACEHOLDER
				: this.tokens.issue(new TokenClaims(context.workspaceId(), context.generation(), hosts, expiresAt));
		if (token.length() > EndpointRequest.LONGEST_TOKEN) {
			throw new IllegalArgumentException("A token for " + hosts.size() + " hosts would be longer than "
					+ EndpointRequest.LONGEST_TOKEN + " characters");
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
