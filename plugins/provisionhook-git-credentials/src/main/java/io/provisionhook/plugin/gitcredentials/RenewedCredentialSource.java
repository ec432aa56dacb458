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
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RefreshingCache;
import io.provisionhook.plugin.internal.upstream.RefreshingCache.CachedValue;
import io.provisionhook.plugin.internal.upstream.Upstream;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Has access tokens that an OAuth client gets for itself, as in section 4.4 of RFC 6749,
 * and that are renewed before they expire. Thread-safe.
 */
final class RenewedCredentialSource implements CredentialSource, AutoCloseable {

	private final SourceIdentity identity;

	private final Upstream upstream;

	private final OAuthApplication application;

	private final RefreshingCache<Optional<Path>, AccessToken> tokens;

	/**
	 * Create a source.
	 * @param identity what tells it from others
	 * @param upstream where the tokens come from
	 * @param clock tells when they expire
	 * @param application the OAuth client
	 * @param client asks for tokens
	 */
	RenewedCredentialSource(SourceIdentity identity, Upstream upstream, Clock clock, OAuthApplication application,
			OAuthClient client) {
		this.identity = identity;
		this.upstream = upstream;
		this.application = application;
		this.tokens = new RefreshingCache<>(upstream, clock,
				(file, deadline) -> client.ask(application.id(), application.secret(file.orElse(null)), deadline));
	}

	// Workspaces share a token if the secret of the client is in the same file, or in
	// none
	private Optional<Path> key(ProvisionContext context) {
		return Optional.ofNullable(this.application.locate(context));
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
	 * Return how the calls for tokens went.
	 * @return the health of the host, as far as this source knows
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
