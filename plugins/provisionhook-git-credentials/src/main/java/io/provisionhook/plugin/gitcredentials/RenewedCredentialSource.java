package io.provisionhook.plugin.gitcredentials;

import java.time.Clock;
import java.util.Set;
import java.util.function.Predicate;

import io.provisionhook.ProvisionContext;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.plugin.upstream.Deadline;
import io.provisionhook.plugin.upstream.Refreshed;
import io.provisionhook.plugin.upstream.RefreshingCache;
import io.provisionhook.plugin.upstream.Upstream;
import io.provisionhook.plugin.upstream.UpstreamHealth;

/**
 * Has tokens that are got from a host, and renewed before they expire. Thread-safe.
 */
final class RenewedCredentialSource implements CredentialSource, AutoCloseable {

	private final SourceIdentity identity;

	private final Upstream upstream;

	private final ConsumerTokens tokens;

	private final RefreshingCache<ConsumerTokens.Key, AccessToken> cache;

	/**
	 * Create a source.
	 * @param identity what tells it from others
	 * @param upstream where the tokens come from
	 * @param clock tells when they expire
	 * @param tokens gets them
	 */
	RenewedCredentialSource(SourceIdentity identity, Upstream upstream, Clock clock, ConsumerTokens tokens) {
		this.identity = identity;
		this.upstream = upstream;
		this.tokens = tokens;
		this.cache = new RefreshingCache<>(upstream, clock, tokens);
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
		Refreshed<AccessToken> refreshed = this.cache.get(this.tokens.key(context),
				Deadline.within(this.upstream.system(), context.remaining()));
		AccessToken token = refreshed.value();
		context.redact(token.value());
		return new Credential(this.identity.username(), token.value(), token.expiresAt(), refreshed.stale());
	}

	@Override
	public boolean forget(CredentialRequest request, Predicate<String> rejected) {
		return this.cache.forget(this.tokens.key(request.context()), (token) -> rejected.test(token.value()));
	}

	@Override
	public void close() {
		this.cache.close();
	}

}
