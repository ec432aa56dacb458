package io.provisionhook.plugin.gitcredentials;

import java.time.Clock;
import java.util.Set;

import io.provisionhook.ProvisionContext;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.plugin.upstream.Asker;
import io.provisionhook.plugin.upstream.Renewed;
import io.provisionhook.plugin.upstream.RenewedValues;
import io.provisionhook.plugin.upstream.SharedCache;
import io.provisionhook.plugin.upstream.Upstream;
import io.provisionhook.plugin.upstream.UpstreamHealth;

/**
 * Has tokens that are got from a host, and renewed before they expire. Thread-safe.
 *
 * @param <K> what a token is got for
 */
final class RenewedCredentialSource<K> implements CredentialSource, AutoCloseable {

	private final SourceIdentity identity;

	private final Upstream upstream;

	private final Keys<K> keys;

	private final Loader<K> loader;

	private final RenewedValues<K, AccessToken> tokens;

	/**
	 * Create a source.
	 * @param identity what tells it from others
	 * @param upstream where the tokens come from
	 * @param clock tells when they expire
	 * @param keys what a workspace gets a token for
	 * @param loader gets a token
	 */
	RenewedCredentialSource(SourceIdentity identity, Upstream upstream, Clock clock, Keys<K> keys, Loader<K> loader) {
		this.identity = identity;
		this.upstream = upstream;
		this.keys = keys;
		this.loader = loader;
		this.tokens = new RenewedValues<>(upstream, clock, loader);
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
		Renewed<AccessToken> renewed = this.tokens.get(this.keys.of(context),
				Asker.within(this.upstream.system(), context.remaining()));
		AccessToken token = renewed.value();
		context.redact(token.value());
		return new Credential(this.identity.username(), token.value(), token.expiresAt(),
				renewed.stale() || token.stale());
	}

	@Override
	public void forget(CredentialRequest request) throws Exception {
		this.tokens.forget(this.keys.of(request.context()));
	}

	@Override
	public void close() {
		this.tokens.close();
		this.loader.close();
	}

	/**
	 * Says what a workspace gets a token for.
	 *
	 * @param <K> what that is
	 */
	@FunctionalInterface
	interface Keys<K> {

		/**
		 * Return it.
		 * @param context the workspace
		 * @return the same for workspaces that get the same token
		 * @throws Exception if that can't be said
		 */
		K of(ProvisionContext context) throws Exception;

	}

	/**
	 * Gets tokens.
	 *
	 * @param <K> what a token is got for
	 */
	interface Loader<K> extends SharedCache.Loader<K, AccessToken>, AutoCloseable {

		/**
		 * Wait for what must not be lost.
		 */
		@Override
		default void close() {
		}

	}

}
