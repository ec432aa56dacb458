package io.provisionhook.plugin.gitcredentials;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import io.provisionhook.ProvisionContext;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.plugin.gitcredentials.OAuthClient.ClientCredentials;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RefreshingCache;
import io.provisionhook.plugin.internal.upstream.RefreshingCache.CachedValue;
import io.provisionhook.plugin.internal.upstream.Upstream;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * A source of access tokens of an OAuth client, which are refreshed before they expire.
 * Thread-safe.
 */
final class OAuthCredentialSource implements CredentialSource, AutoCloseable {

	private final SourceIdentity identity;

	private final Upstream upstream;

	private final ClientCredentials credentials;

	private final RefreshingCache<Optional<Path>, AccessToken> tokens;

	/**
	 * Create a source.
	 * @param identity the name, host and user name
	 * @param upstream the server and its health
	 * @param clock the clock for expiry
	 * @param credentials the credentials of the OAuth client
	 * @param client the client that requests tokens
	 */
	OAuthCredentialSource(SourceIdentity identity, Upstream upstream, Clock clock, ClientCredentials credentials,
			OAuthClient client) {
		this.identity = identity;
		this.upstream = upstream;
		this.credentials = credentials;
		this.tokens = new RefreshingCache<>(upstream, clock, (file, deadline) -> client.requestToken(credentials.id(),
				credentials.secret(file.orElse(null)), deadline));
	}

	// Workspaces with the same file of the client secret, or without one, share a token
	private Optional<Path> key(ProvisionContext context) {
		return Optional.ofNullable(this.credentials.locate(context));
	}

	@Override
	public String name() {
		return this.identity.name();
	}

	@Override
	public Set<CredentialHost> hosts() {
		return Set.of(this.identity.host());
	}

	/**
	 * Return the health of the server, as of the last request for a token.
	 * @return the health
	 */
	UpstreamHealth health() {
		return this.upstream.health();
	}

	@Override
	public Credential credential(CredentialRequest request) throws Exception {
		ProvisionContext context = request.context();
		CachedValue<AccessToken> refreshed = this.tokens.get(key(context),
				Deadline.within(this.upstream.system(), context.remaining()));
		AccessToken token = refreshed.value();
		context.redact(token.value());
		return new Credential(this.identity.username(), token.value(), token.expiresAt(), refreshed.stale());
	}

	@Override
	public boolean forget(CredentialRequest request, Predicate<String> rejected) {
		return this.tokens.forget(key(request.context()), (token) -> rejected.test(token.value()));
	}

	@Override
	public void close() {
		this.tokens.close();
	}

}
